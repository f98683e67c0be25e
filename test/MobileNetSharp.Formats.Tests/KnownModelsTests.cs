using System.Collections.Immutable;
using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests;

public class KnownModelsTests
{
    static readonly MobileNetV2Options Small = new() { WidthMultiplier = 0.35, Resolution = 96, Classes = 1001 };

    static Model WithoutCard(Graph graph) => new(graph, SpreadWeights.For(graph, 1), ModelCard.Empty);

    static ModelCard CardOf(MobileNetV2Options options, ReadOptions? read = null) =>
        KnownModels.Describe(WithoutCard(MobileNetV2.Build(options)), read ?? new(), []);

    [Fact]
    public void TensorFlows_network_with_1001_classes_is_known()
    {
        var card = CardOf(Small);
        Assert.Equal(ModelTask.Classification, card.Task);
        Assert.Equal(OutputKind.Logits, card.Outputs["logits"]);
        Assert.Equal(ClassNames.ImageNetWithBackground.AsEnumerable(), card.Labels);
        Assert.Equal(Preprocessing.TensorFlow, card.Preprocessing);
    }

    [Fact]
    public void A_folded_network_with_explicit_padding_is_known_too()
    {
        var graph = FoldBatchNorm.Apply(WithoutCard(MobileNetV2.Build(Small))).Graph.Rewrite(node => node.Op is Conv2d { Padding.IsSame: true } conv
            ? conv with { Padding = conv.Padding.Resolve(node.Inputs[0].Shape.Size, conv.Kernel, conv.Stride, conv.Dilation) }
            : node.Op);
        Assert.Equal(Preprocessing.TensorFlow, KnownModels.Describe(WithoutCard(graph), new(), []).Preprocessing);
    }

    [Fact]
    public void Torchvisions_network_with_1000_classes_is_known()
    {
        var card = CardOf(Small with { Classes = 1000, Dialect = Dialect.PyTorch });
        Assert.Equal(ClassNames.ImageNet.AsEnumerable(), card.Labels);
        Assert.Equal(Preprocessing.TorchVision(256), card.Preprocessing);
    }

    /// <summary>What a network does to its image itself is not done to it before.</summary>
    [Theory]
    [InlineData(true, 1 / 127.5, -1, 0, 1)] // x/127.5 − 1, of levels
    [InlineData(true, 2, -1, 0, 255)] // 2x − 1, of shares
    [InlineData(false, 1 / 58.395, -123.675 / 58.395, 0, 1)]
    public void A_known_network_with_its_preprocessing_inside_is_fed_what_is_left_of_it(bool tensorFlow, double scale, double shift, float mean, float deviation)
    {
        var network = MobileNetV2.Build(Small with { Classes = tensorFlow ? 1001 : 1000, Dialect = tensorFlow ? Dialect.TensorFlow : Dialect.PyTorch });
        var builder = new GraphBuilder(network.Name);
        var nodes = new Dictionary<Node, Node>();
        foreach (var node in network.Nodes)
        {
            nodes[node] = builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => nodes[input])]);
            if (node.Op is Input)
                nodes[node] = builder.BatchNorm("normalize", nodes[node], epsilon: 1.0 / 1024);
        }

        builder.Output("logits", nodes[network.Outputs[0].Node]);
        var graph = builder.Build();
        var weights = SpreadWeights.For(graph, 1).ToDictionary();
        (weights["normalize.weight"], weights["normalize.bias"]) = (Same(scale), Same(shift));
        (weights["normalize.running_mean"], weights["normalize.running_var"]) = (Same(0), Same(1 - (1.0 / 1024)));
        var card = KnownModels.Describe(new Model(graph, new WeightSet(weights), ModelCard.Empty), new(), []);
        Assert.Equal(mean, card.Preprocessing!.Mean[0], 1e-4f);
        Assert.Equal(deviation, card.Preprocessing.Deviation[0], 1e-4f);

        static Tensor Same(double number) => Tensor.FromFloats([3], [(float)number, (float)number, (float)number]);
    }

    [Fact]
    public void Torchvisions_newer_weights_are_known_by_the_hash_of_their_file()
    {
        const string Sha256 = "7EBF99E03E254B273379B23EDCA7EC0DA9F48273B23A332B93C1C99D49E86E8F";
        var card = KnownModels.WithTorchVisionWeights(ModelCard.Empty, Sha256);
        Assert.Equal(232, card.Preprocessing?.ShortSide);
        Assert.Equal(72.154, card.Provenance.Metrics["top1Percent"]);
        Assert.Equal(FileVerification.Sha256, card.Provenance.Verification);
        foreach (var forged in (string[])["00", Sha256[..8], Sha256[..63] + "0"])
            Assert.Equal(ModelCard.Empty, KnownModels.WithTorchVisionWeights(ModelCard.Empty, forged));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(5, true)]
    public void Classes_and_dialect_that_no_one_published_together_are_not_guessed(int classes, bool tensorFlow)
    {
        var card = CardOf(Small with { Classes = classes, Dialect = tensorFlow ? Dialect.TensorFlow : Dialect.PyTorch });
        Assert.Null(card.Task);
        Assert.Null(card.Preprocessing);
        Assert.Empty(card.Labels);
    }

    /// <summary>An export with torchvision's names of the tensors, for other classes than ImageNet's.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("my_", false)]
    public void Torchvisions_own_names_tell_its_preprocessing_for_any_classes(string prefix, bool isKnown)
    {
        using var original = WithoutCard(MobileNetV2.Build(Small with { Classes = 10, Dialect = Dialect.PyTorch }));
        var proto = ModelProto.Parser.ParseFrom(original.Bytes(ModelFormat.Onnx));
        proto.MetadataProps.Clear();
        (string Ours, string Theirs)[] names = [("stem.conv", "features.0.0"), ("block16.project.conv", "features.17.conv.2"), ("classifier", "classifier.1")];
        foreach (var (ours, theirs) in names)
        {
            proto.Graph.Initializer.Single(tensor => tensor.Name == $"{ours}.weight").Name = $"{prefix}{theirs}.weight";
            proto.Graph.Node.Single(node => node.Input.Contains($"{ours}.weight")).Input[1] = $"{prefix}{theirs}.weight";
        }

        using var model = ModelFile.Load(new MemoryStream(proto.ToByteArray()), ModelFormat.Onnx);
        Assert.Equal(isKnown ? Preprocessing.TorchVision() : null, model.Card.Preprocessing);
        Assert.Empty(model.Card.Labels);
    }

    [Fact]
    public void Another_width_or_another_network_is_not_guessed()
    {
        Assert.Null(CardOf(Small with { WidthMultiplier = 0.6 }).Task);
        Assert.Null(CardOf(Small with { Expansion = 3 }).Task);
        Assert.Null(KnownModels.Describe(SampleModels.Quantized(), new(), []).Task);
    }

    [Fact]
    public void Labels_and_preprocessing_make_a_card_for_an_unknown_network()
    {
        var card = CardOf(Small with { Classes = 2 }, new() { Labels = ["ant", "bee"], Preprocessing = Preprocessing.TorchVision(40) });
        Assert.Equal(ModelTask.Classification, card.Task);
        Assert.Equal(OutputKind.Logits, card.Outputs["logits"]);
        Assert.Equal(["ant", "bee"], card.Labels);
        Assert.Equal(40, card.Preprocessing?.ShortSide);
    }

    [Theory]
    [InlineData(1, "there are 3 labels: the first may be the background, which the model does not have.")]
    [InlineData(-1, "there are 1 labels: the first may be the background, which needs its own line.")]
    [InlineData(3, "there are 5 labels.")]
    public void Labels_that_do_not_fit_are_refused_with_both_numbers_and_the_usual_reason(int more, string ending)
    {
        ImmutableArray<string> labels = [.. Enumerable.Range(0, 2 + more).Select(i => $"{i}")];
        using var model = WithoutCard(MobileNetV2.Build(Small with { Classes = 2 }));
        var card = KnownModels.Describe(model, new() { Labels = labels }, []);
        var refusal = Assert.Throws<ModelCardException>(() => { model.WithCard(card); });
        Assert.Equal($"The output 'logits' has 2 classes, but {ending}", refusal.Message);
    }

    /// <summary>A quantized input gets the pixel values themselves: real = scale·(q − zeroPoint), where q is the pixel, or the pixel − 128 for int8.</summary>
    [Theory]
    [InlineData(ElementType.UInt8, 0.5f, 100, 100f)]
    [InlineData(ElementType.Int8, 0.25f, -28, 100f)]
    public void Raw_pixels_are_the_integers_of_a_quantized_input(ElementType type, float scale, int zeroPoint, float mean)
    {
        var g = new GraphBuilder("quantized");
        g.Output("scores", g.Node("input", new Input(new Shape(1, 8, 8, 3)), [], Quantization.PerTensor(type, scale, zeroPoint)));
        using var model = new Model(g.Build(), new WeightSet([]), ModelCard.Empty);
        var raw = KnownModels.Describe(model, new() { Preprocessing = Preprocessing.Parse("raw,crop=0.5,order=bgr") }, []).Preprocessing;
        Assert.Equal(new Preprocessing(0.5) { ChannelOrder = ChannelOrder.Bgr, Mean = [mean, mean, mean], Deviation = [1 / scale, 1 / scale, 1 / scale] }, raw);
        Assert.Equal(Preprocessing.TensorFlow, KnownModels.Describe(model, new() { Preprocessing = Preprocessing.TensorFlow }, []).Preprocessing);
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_float.onnx", ModelTask.Classification)]
    [InlineData("mobilenet_v2_1.0_224_quant.tflite", ModelTask.Classification)]
    [InlineData("mobilenet_v2_1.0_224_ptq_int8.tflite", ModelTask.Classification)]
    [InlineData("mobilenet_v1_0.25_224_float.tflite", ModelTask.Classification)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_257_float.tflite", ModelTask.Segmentation)]
    public void Published_files_say_what_they_are(string file, ModelTask task)
    {
        using var model = ModelFile.Load(SharedData.Path($"models/{file}"), new() { Dequantize = true });
        Assert.Equal(task, model.Card.Task);
        Assert.Equal(task == ModelTask.Classification ? Preprocessing.TensorFlow : Preprocessing.TensorFlow with { CropFraction = 1 }, model.Card.Preprocessing);
        Assert.Equal(task == ModelTask.Classification ? 1001 : 21, model.Card.Labels.Length);
        Assert.False(Dequantize.IsQuantized(model));
    }

    [Fact]
    public void An_absurd_graph_is_only_unknown()
    {
        var g = new GraphBuilder("absurd");
        var x = g.Conv2d("conv", g.Input("input", new Shape(1, 20_000, 20_000, 3)), 1, kernel: 3, stride: 2);
        x = g.Linear("classifier", g.GlobalAveragePool("pool", x), 1001);
        for (var i = 0; i < 50_000; i++)
            x = g.Reshape($"r{i}", x, 1, 1, -1);
        g.Output("logits", x);
        Assert.Null(KnownModels.Describe(WithoutCard(g.Build()), new(), []).Task);
        Assert.Equal(OutputKind.Logits, KnownModels.Describe(WithoutCard(g.Build()), new() { Labels = ClassNames.ImageNetWithBackground }, []).Outputs["logits"]);
    }
}
