using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Transforms;

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

    [Fact]
    public void Torchvisions_newer_weights_are_known_by_the_hash_of_their_file()
    {
        var card = KnownModels.WithTorchVisionWeights(ModelCard.Empty, "7EBF99E0FFFF");
        Assert.Equal(232, card.Preprocessing?.ShortSide);
        Assert.Equal(72.154, card.Provenance.Metrics["top1Percent"]);
        Assert.Null(KnownModels.WithTorchVisionWeights(ModelCard.Empty, "00").Preprocessing);
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
