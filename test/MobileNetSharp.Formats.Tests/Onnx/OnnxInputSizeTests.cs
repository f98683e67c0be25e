using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Formats.Tests.Onnx;

/// <summary>Files that leave height and width free, and files that are wanted at another size than their own.</summary>
public class OnnxInputSizeTests
{
    /// <summary>What exporters write for x.view(n, -1, h, w), interpolate(scale_factor=2) and interpolate(size=…) where the size is free.</summary>
    static OnnxSample Arithmetic(long height, long width) => new OnnxSample(13, 0, 4, height, width)
        .Integers("0", 0).Integers("2", 2).Integers("4", 4).Integers("-1", -1).Floats("half", 0.5f).Weight("w", 6, 4, 3, 3)
        .Node("Conv", "x w", "c", ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 2, 2 }))
        .Node("Shape", "c", "s").Node("Slice", "s 2 4 0", "hw").Node("Cast", "hw", "f", ("to", 1)).Node("Div", "f half", "g").Node("Floor", "g", "g1")
        .Node("Cast", "g1", "twice", ("to", 7)).Node("Slice", "s 0 2", "nc").Node("Concat", "nc twice", "size", ("axis", 0))
        .Node("Resize", "c - - size", "r", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"))
        .Constant("index", Tensor.FromInt64([], [1])).Node("Gather", "s index", "channels").Constant("two", Tensor.FromInt64([], [2]))
        .Node("Div", "channels two", "part").Node("Unsqueeze", "part 0", "part1").Node("Unsqueeze", "two 0", "two1").Node("Slice", "s 0 one", "n").Integers("one", 1)
        .Node("Shape", "r", "rs").Node("Slice", "rs 2 4", "rhw").Node("Concat", "n two1 part1 rhw", "five", ("axis", 0)).Node("Reshape", "r five", "v")
        .Node("Transpose", "v", "t", ("perm", new[] { 0, 2, 1, 3, 4 })).Node("Concat", "n -1 rhw", "four", ("axis", 0)).Node("Reshape", "t four", "y");

    [Fact]
    public void Any_size_gives_the_numbers_of_onnx_runtime_at_that_size() =>
        Gen.Select(Gen.Int[5, 24], Gen.Int[5, 24]).Sample(
            (height, width) =>
            {
                var file = Arithmetic(0, 0).Bytes();
                var model = OnnxReader.Read(file, new Size(height, width));
                Assert.Equal(new Shape(1, height, width, 4), model.Graph.Inputs[0].Shape);
                OnnxParity.Check(file, model);
            },
            iter: 15, threads: 1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, -1)]
    [InlineData(0, 7)]
    public void A_size_that_is_free_is_asked_for_and_marked(long height, long width)
    {
        var file = new OnnxSample(13, 1, 3, height, width).Node("Relu", "x", "y").Bytes();
        var refusal = Assert.Throws<ModelCardException>(() => OnnxReader.Read(file));
        Assert.Equal(ModelCardPart.InputSize, refusal.Part);
        Assert.Contains("'x' takes images of any size", refusal.Message, StringComparison.Ordinal);
        var input = OnnxReader.Read(file, new Size(5, 7)).Graph.Inputs[0];
        Assert.True(((Input)input.Op).IsSizeFree);
        Assert.Equal(new Size(5, 7), input.Shape.Size);
        Assert.False(((Input)OnnxReader.Read(new OnnxSample(13, 1, 3, 5, 7).Node("Relu", "x", "y").Bytes()).Graph.Inputs[0].Op).IsSizeFree);
    }

    [Fact]
    public void A_file_of_ours_has_the_size_that_was_chosen()
    {
        var model = OnnxReader.Read(Arithmetic(0, 0).Bytes(), new Size(8, 9));
        using var again = ModelFile.Load(new MemoryStream(model.Bytes(ModelFormat.Safetensors)), ModelFormat.Safetensors);
        Assert.Equal(new Size(8, 9), again.Graph.Inputs[0].Shape.Size);
        Assert.False(((Input)again.Graph.Inputs[0].Op).IsSizeFree);
    }

    [Fact]
    public void Channels_that_are_free_too_are_those_of_the_first_layer()
    {
        var conv = new OnnxSample(13, 1, 0, 0, 0).Weight("w", 6, 2, 3, 3).Node("Relu", "x", "r").Node("Conv", "r w", "y", ("group", 2)).Model();
        conv.Graph.Input[0].Type.TensorType.Shape = null;
        Assert.Equal(new Shape(1, 8, 9, 4), OnnxReader.Read(OnnxSample.Bytes(conv), new Size(8, 9)).Graph.Inputs[0].Shape);

        var tensorFlow = new OnnxSample(13, 0, 0, 0, 0).Weight("w", 6, 3, 3, 3).Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 })).Node("Conv", "t w", "y").Bytes();
        var model = OnnxReader.Read(tensorFlow, new Size(8, 9));
        Assert.Equal(new Shape(1, 8, 9, 3), model.Graph.Inputs[0].Shape);
        OnnxParity.Check(tensorFlow, model);

        var unknown = new OnnxSample(13, 1, 0, 5, 7).Node("Relu", "x", "y").Bytes();
        Assert.Contains("leaves its channels free", Assert.Throws<ModelFormatException>(() => OnnxReader.Read(unknown)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ours_that_another_tool_freed_has_the_size_of_its_card()
    {
        var graph = EveryOp.Samples["conv2d"];
        var proto = ModelProto.Parser.ParseFrom(new Model(graph, SpreadWeights.For(graph, 1), ModelCard.Empty).Bytes(ModelFormat.Onnx));
        foreach (var dim in proto.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(2))
            dim.DimParam = "any";
        Assert.Equal(graph.Inputs[0].Shape.Size, OnnxReader.Read(OnnxSample.Bytes(proto)).Graph.Inputs[0].Shape.Size);
    }

    [Fact]
    public void Torchvisions_evaluation_says_its_size_and_TensorFlows_does_not()
    {
        var file = Arithmetic(0, 0).Bytes();
        using var model = ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx, new() { Preprocessing = Preprocessing.TorchVision() });
        Assert.Equal(224, model.Graph.Inputs[0].Shape.Size);
        using var other = ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx, new() { Preprocessing = Preprocessing.TorchVision(), InputSize = 64 });
        Assert.Equal(64, other.Graph.Inputs[0].Shape.Size);
        Assert.Throws<ModelCardException>(() => ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx, new() { Preprocessing = Preprocessing.TensorFlow }));
        Assert.Throws<ModelCardException>(() => ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(10, false)]
    public void Torchvisions_network_of_any_size_is_read_at_that_of_its_evaluation(int classes, bool isKnown)
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 64, Classes = classes, Dialect = Dialect.PyTorch });
        var proto = ModelProto.Parser.ParseFrom(new Model(graph, SpreadWeights.For(graph, 1), ModelCard.Empty).Bytes(ModelFormat.Onnx));
        proto.MetadataProps.Clear();
        foreach (var dim in proto.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(2))
            dim.DimParam = "any";
        if (!isKnown)
        {
            Assert.Throws<ModelCardException>(() => ModelFile.Load(new MemoryStream(OnnxSample.Bytes(proto)), ModelFormat.Onnx));
            return;
        }

        using var model = ModelFile.Load(new MemoryStream(OnnxSample.Bytes(proto)), ModelFormat.Onnx);
        Assert.Equal(224, model.Graph.Inputs[0].Shape.Size);
        Assert.Equal(Preprocessing.TorchVision(), model.Card.Preprocessing);
    }

    [Theory]
    [InlineData(ModelFormat.Onnx)]
    [InlineData(ModelFormat.TfLite)]
    [InlineData(ModelFormat.Safetensors)]
    public void A_model_of_one_size_is_built_again_for_another_where_that_is_possible(ModelFormat format)
    {
        var file = SampleModels.Float().Bytes(format);
        using var larger = ModelFile.Load(new MemoryStream(file), format, new() { InputSize = new Size(12, 16) });
        Assert.Equal(new Shape(1, 12, 16, 3), larger.Graph.Inputs[0].Shape);
        Assert.Equal(5, larger.Graph.Outputs[0].Node.Channels);
    }

    [Fact]
    public void A_layer_that_is_tied_to_the_size_is_named()
    {
        var file = new OnnxSample(13, 1, 3, 4, 4).Weight("fc.weight", 6, 48).Node("Flatten", "x", "f").Node("Gemm", "f fc.weight", "y", ("transB", 1)).Bytes();
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx, new() { InputSize = new Size(3, 3) }));
        Assert.Contains("built for images of 4x4 and cannot take 3x3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'fc'", refusal.Message, StringComparison.Ordinal);
    }
}
