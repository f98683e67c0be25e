using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Torch;

public class TorchVisionNamesTests
{
    /// <summary>torchvision's names and shapes at a width: a line each, <c>name 32,3,3,3</c>, without axes for a scalar.</summary>
    static List<(string Name, int[] Shape)> Golden(string width)
    {
        var lines = Encoding.ASCII.GetString(TorchFiles.Golden($"mobilenet_v2_{width}.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.TrimEnd().Split(' ', ',')).Select(parts =>
            (parts[0], parts[1..].Select(axis => int.Parse(axis, CultureInfo.InvariantCulture)).ToArray()))];
    }

    /// <summary>A state dict of zeros over shared memory, with another number of classes.</summary>
    static Dictionary<string, Tensor> State(string width, int classes = 1000)
    {
        var zeros = new byte[1792 * 1000 * sizeof(float)];
        return Golden(width).ToDictionary(entry => entry.Name, entry =>
        {
            int[] shape = entry.Name.StartsWith("classifier", StringComparison.Ordinal) ? [classes, .. entry.Shape[1..]] : entry.Shape;
            var type = entry.Name.EndsWith("tracked", StringComparison.Ordinal) ? ElementType.Int64 : ElementType.Float32;
            return new Tensor(type, [.. shape], zeros.AsMemory(0, shape.Aggregate(1, (product, axis) => product * axis) * type.SizeBytes()));
        }, StringComparer.Ordinal);
    }

    static string Refusal(Dictionary<string, Tensor> state) =>
        Assert.Throws<ModelFormatException>(() => TorchReader.FromStateDict(state)).Message;

    [Theory]
    [InlineData("0.35", 0.35)]
    [InlineData("1.0", 1)]
    [InlineData("1.4", 1.4)]
    public void Our_weights_are_torchvisions_314_in_the_same_order_and_shape(string golden, double width)
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = width });
        var ours = graph.WeightsOf().Select(spec => (Name: TorchVisionNames.NameOf(graph, spec), Shape: spec.Shape.ToArray())).ToList();
        var theirs = Golden(golden);
        Assert.Equal(314, theirs.Count);
        Assert.Equal(theirs.Select(entry => entry.Name), ours.Select(entry => entry.Name));
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First.Shape, pair.Second.Shape));
    }

    [Theory]
    [InlineData("0.35", "mobilenet_v2_0.35_224", 1000)]
    [InlineData("1.0", "mobilenet_v2_1.0_224", 7)]
    [InlineData("1.4", "mobilenet_v2_1.4_224", 1)]
    public void Width_and_classes_follow_from_the_shapes(string golden, string name, int classes)
    {
        var state = State(golden, classes);
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(name, model.Graph.Name);
        Assert.Equal(classes, model.Graph.Outputs[0].Node.Channels);
        Assert.Equal(314, model.Weights.Count);
        Assert.Same(state["features.17.conv.3.running_var"], model.Weights["block16.project.bn.running_var"]);
        Assert.Same(state["features.1.conv.0.0.weight"], model.Weights["block0.depthwise.conv.weight"]);
        Assert.Equal(new BatchNorm(1e-5), model.Graph["stem.bn"].Op);
        Assert.Equal(new Padding(1, 1, 1, 1), Assert.IsType<Conv2d>(model.Graph["stem.conv"].Op).Padding);
    }

    [Fact]
    public void Missing_and_unexpected_tensors_are_named()
    {
        var state = State("0.35");
        state.Remove("features.3.conv.2.weight");
        state.Add("extra.bias", state["classifier.1.bias"]);
        Assert.Contains("1 tensor (features.3.conv.2.weight) is missing and 1 tensor (extra.bias) is unexpected", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_may_be_absent_as_in_the_oldest_checkpoints()
    {
        var state = State("0.35").Where(entry => !entry.Key.EndsWith("tracked", StringComparison.Ordinal)).ToDictionary();
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(262, model.Weights.Count);
    }

    [Fact]
    public void Shapes_of_no_width_are_refused_with_the_first_that_does_not_fit()
    {
        var state = State("1.0");
        state["features.5.conv.0.0.weight"] = state["features.5.conv.0.0.weight"].Reshape([32, 192, 1, 1]);
        Assert.Contains("'features.5.conv.0.0.weight' has the shape [32, 192, 1, 1]; [192, 32, 1, 1] is expected at width 1", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void A_safetensors_file_with_torchvisions_names_is_that_network()
    {
        using var stream = new MemoryStream();
        new SafetensorsFile(new Dictionary<string, string> { ["format"] = "pt" }, State("0.35")).Write(stream);
        stream.Position = 0;
        using var model = ModelFile.Load(stream, ModelFormat.Safetensors);
        Assert.Equal("mobilenet_v2_0.35_224", model.Graph.Name);
        Assert.Equal(Preprocessing.TorchVision(), model.Card.Preprocessing);
    }
}
