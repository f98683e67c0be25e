using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Torch;

public class RecognizedNetworkTests
{
    const int Features = 1280;

    static Dictionary<string, Tensor> State(Graph graph, Func<string, string>? rename = null)
    {
        var largest = graph.WeightsOf().Max(spec => spec.Count);
        var zeros = new byte[largest * sizeof(long)];
        return graph.WeightsOf().ToDictionary(spec => rename?.Invoke(spec.Name) ?? spec.Name, spec => Zeros(spec.Shape, zeros), StringComparer.Ordinal);
    }

    static Tensor Zeros(IEnumerable<int> shape, byte[]? bytes = null)
    {
        int[] axes = [.. shape];
        var length = axes.Aggregate(sizeof(float), (product, axis) => product * axis);
        return new(ElementType.Float32, [.. axes], (bytes ?? new byte[length]).AsMemory(0, length));
    }

    static Graph V2(double width = 0.35, int classes = 10) => MobileNetV2.Build(new() { WidthMultiplier = width, Classes = classes, Dialect = Dialect.PyTorch });

    static string Refusal(IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        var message = Assert.Throws<ModelFormatException>(() => TorchReader.FromStateDict(state)).Message;
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
        return message;
    }

    [Theory]
    [InlineData("timm")]
    [InlineData("flat")]
    [InlineData("transformers")]
    [InlineData("keras")]
    [InlineData("plain")]
    public void Every_layer_is_found_under_other_names_in_the_modules_order_and_sorted_as_in_safetensors(string names)
    {
        var golden = NamesGolden.Load(names);
        var sorted = golden.State("net.").OrderBy(tensor => tensor.Key, StringComparer.Ordinal);
        foreach (var model in new[] { RecognizedNetwork.In(golden.State()).ToModel(Dialect.PyTorch, false), TorchReader.FromStateDict(sorted) })
        {
            Assert.Equal("mobilenet_v2_0.35_224", model.Graph.Name);
            Assert.Equal(314, model.Weights.Count);
            Assert.All(model.Weights, weight => Assert.Equal(weight.Key, NamesGolden.OursOf(weight.Value)));
        }
    }

    [Theory]
    [InlineData("timm")]
    [InlineData("flat")]
    [InlineData("transformers")]
    [InlineData("keras")]
    public void The_logits_are_those_of_the_program_whose_names_they_are(string names)
    {
        var golden = NamesGolden.Load(names);
        using var model = TorchReader.FromStateDict(golden.State());
        using var session = new Engine(new Model(model.Graph.WithInput(1, 96, 96), model.Weights, model.Card)).CreateSession();
        var logits = new float[golden.Logits.Length];
        session.Run(NamesGolden.Input, logits, TestContext.Current.CancellationToken);
        var error = logits.Zip(golden.Logits, (found, expected) => Math.Abs(found - expected)).Max() / golden.Logits.Max(Math.Abs);
        Assert.InRange(error, 0, 1e-5);
    }

    [Theory]
    [InlineData(0.35, 1)]
    [InlineData(0.5, 2)]
    [InlineData(0.75, 1001)]
    [InlineData(1.0, 37)]
    [InlineData(1.3, 10)]
    [InlineData(1.4, 10)]
    [InlineData(0.6, 10)]
    [InlineData(1.1, 10)]
    [InlineData(2.0, 10)]
    public void Width_and_classes_follow_from_the_shapes(double width, int classes)
    {
        var graph = V2(width, classes);
        using var model = TorchReader.FromStateDict(State(graph, name => $"backbone.{name}"));
        Assert.Equal(graph.WeightsOf().Select(Description), model.Graph.WeightsOf().Select(Description));
        Assert.Equal(classes, model.Graph.Outputs.Single().Node.Channels);
        Assert.Equal((ModelTask.Classification, OutputKind.Logits), (model.Card.Task, model.Card.Outputs["logits"]));
        Assert.Null(model.Card.Preprocessing);

        static string Description(WeightSpec spec) => $"{spec.Name} {string.Join(',', spec.Shape)}";
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void MobileNetV1_is_recognized_where_its_names_tell_the_activation(double width)
    {
        var graph = MobileNetV1.Build(new() { WidthMultiplier = width, Classes = 5, Dialect = Dialect.PyTorch });
        using var model = TorchReader.FromStateDict(State(graph, name => name.Replace("stem.conv.", "conv_stem.", StringComparison.Ordinal)));
        Assert.Equal(graph.Name, model.Graph.Name);
        Assert.Contains($"those of MobileNetV1 {width:0.0#}, but do not tell its activation", Refusal(State(graph)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fc")]
    [InlineData("classifier.3")]
    [InlineData("head.linear.1")]
    public void The_one_linear_layer_may_lie_anywhere_and_have_no_bias(string name)
    {
        var state = State(V2());
        state.Remove("classifier.bias");
        state.Remove("classifier.weight", out var kernel);
        state.Add($"{name}.weight", kernel!);
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(new float[10], model.Weights["classifier.bias"].ToFloats());
        Assert.Equal([10, Features], model.Weights["classifier.weight"].Shape);
    }

    [Fact]
    public void A_classifier_may_be_a_convolution_of_one_pixel()
    {
        var state = State(V2());
        state["classifier.weight"] = state["classifier.weight"].Reshape([10, Features, 1, 1]);
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal([10, Features], model.Weights["classifier.weight"].Shape);
    }

    [Fact]
    public void Without_a_classifier_the_model_yields_the_pooled_features()
    {
        var state = State(V2());
        state.Remove("classifier.weight");
        state.Remove("classifier.bias");
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(("features", Features), (model.Graph.Outputs.Single().Name, model.Graph.Outputs.Single().Node.Channels));
        Assert.Equal(OutputKind.Features, model.Card.Outputs["features"]);
        Assert.Null(model.Card.Task);
    }

    [Fact]
    public void The_bias_of_a_convolution_moves_into_the_running_mean()
    {
        var state = State(V2());
        state.Add("stem.conv.bias", Tensor.FromFloats([16], [.. Enumerable.Range(0, 16).Select(i => (float)i)]));
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => -(float)i), model.Weights["stem.bn.running_mean"].ToFloats());
    }

    [Fact]
    public void A_network_is_found_beside_the_tensors_of_others()
    {
        var state = State(V2(), name => $"student.{name}");
        state.Add("criterion.weight", Zeros([10]));
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal("mobilenet_v2_0.35_224", model.Graph.Name);
    }

    [Fact]
    public void A_head_of_several_layers_is_refused_by_their_names()
    {
        var state = State(V2());
        state["classifier.weight"] = Zeros([64, Features]);
        state["classifier.bias"] = Zeros([64]);
        state["out.weight"] = Zeros([10, 64]);
        state["out.bias"] = Zeros([10]);
        Assert.Contains("MobileNetV2 0.35 with another head: 2 tensors more (classifier.weight, out.weight)", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_of_another_network_on_the_same_features_are_refused_by_their_names()
    {
        var state = State(V2());
        state["boxes.weight"] = Zeros([12, 96, 3, 3]);
        state["anchors"] = Zeros([3, 4]);
        Assert.Contains("those of MobileNetV2 0.35, but for 3 tensors more (boxes.weight, classifier.weight, anchors)", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void The_closest_network_and_the_first_layer_that_does_not_fit_are_named()
    {
        var state = State(V2(1.0));
        state["block4.expand.conv.weight"] = Zeros([190, 32, 1, 1]);
        Assert.Contains(
            "closest is MobileNetV2 1.0, of which 103 of 104 layers fit; the first that does not: 'block4.expand.conv.weight' has the shape [190, 32, 1, 1], but [192, 32, 1, 1] is expected.",
            Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_lacks_a_tensor_is_named_with_its_shape()
    {
        var state = State(V2());
        state.Remove("block2.project.bn.running_var");
        Assert.Contains("'block2.project.bn.weight' of shape [8] has no bias, running mean or running variance", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void Far_too_many_tensors_are_refused_at_once()
    {
        var scalar = Zeros([]);
        Assert.Contains("20000 tensors", Refusal(Enumerable.Range(0, 20_000).Select(i => KeyValuePair.Create($"a{i}", scalar))), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_no_network_are_refused() =>
        Assert.Contains("the 1 tensor ('a', …) are not those of", Refusal([KeyValuePair.Create("a", Zeros([1]))]), StringComparison.Ordinal);
}
