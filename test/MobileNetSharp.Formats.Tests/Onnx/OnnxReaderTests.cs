using System.Runtime.InteropServices;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Onnx;

public class OnnxReaderTests
{
    /// <summary>What other exporters write, from operator set 7 to 25.</summary>
    static readonly Dictionary<string, OnnxSample> Files = new()
    {
        ["conv SAME_UPPER"] = Conv(13, ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })),
        ["conv SAME_LOWER"] = Conv(13, ("auto_pad", "SAME_LOWER"), ("strides", new[] { 2, 2 })),
        ["conv VALID"] = Conv(7, ("auto_pad", "VALID")),
        ["conv uneven pads"] = Conv(21, ("pads", new[] { 0, 1, 2, 1 }), ("dilations", new[] { 1, 2 })),
        ["clip by attributes"] = new OnnxSample(6 + 1, 1, 3, 5, 7).Node("Clip", "x", "y", ("min", 0f), ("max", 6f)),
        ["clip without bounds"] = new OnnxSample(13, 1, 3, 5, 7).Floats("low", -0.5f).Node("Squeeze", "low", "l").Node("Clip", "x l", "y"),
        ["leaky relu default slope"] = new OnnxSample(9, 1, 3, 5, 7).Node("LeakyRelu", "x", "y"),
        ["hard swish"] = new OnnxSample(14, 1, 3, 5, 7).Node("HardSwish", "x", "y"),
        ["hard swish below operator set 14"] = HardSwish("h x", 1f / 6),
        ["hard swish of a rounded sixth"] = HardSwish("x h", 0.1666667f),
        ["batch norm"] = new OnnxSample(8, 1, 3, 5, 7).Weight("g", 3).Weight("b", 3).Weight("mean", 3).Weight("var", 3)
            .Node("BatchNormalization", "x g b mean var", "y", ("momentum", 0.9f)),
        ["flatten and gemm over a map"] = new OnnxSample(11, 1, 3, 4, 5).Weight("w", 6, 60).Weight("b", 6)
            .Node("Flatten", "x", "f").Node("Gemm", "f w b", "y", ("transB", 1)),
        ["gemm untransposed after reshape"] = new OnnxSample(13, 2, 8, 1, 1).Weight("w", 8, 5).Weight("b", 1, 5).Integers("s", 0, -1)
            .Node("Reshape", "x s", "f").Node("Gemm", "f w b", "y"),
        ["matmul and bias"] = new OnnxSample(13, 2, 8, 3, 3).Weight("w", 8, 5).Weight("b", 5)
            .Node("GlobalAveragePool", "x", "p").Node("Flatten", "p", "f").Node("MatMul", "f w", "m").Node("Add", "b m", "y"),
        ["matmul twice read"] = new OnnxSample(13, 2, 8, 1, 1).Weight("w", 8, 5)
            .Node("Flatten", "x", "f").Node("MatMul", "f w", "m").Node("Relu", "m", "r").Node("Add", "r m", "y"),
        ["mean over height and width"] = new OnnxSample(11, 2, 8, 3, 4).Node("ReduceMean", "x", "y", ("axes", new[] { -1, 2 }), ("keepdims", 0)),
        ["mean with axes as input"] = new OnnxSample(18, 2, 8, 3, 4).Integers("a", 2, 3).Node("ReduceMean", "x a", "y"),
        ["average pool over all"] = new OnnxSample(11, 2, 8, 3, 4).Node("AveragePool", "x", "y", ("kernel_shape", new[] { 3, 4 })),
        ["max pool ceil"] = new OnnxSample(12, 1, 3, 6, 7).Node("MaxPool", "x", "y", ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1)),
        ["TensorFlow's input layout"] = new OnnxSample(13, 0, 5, 7, 3).Weight("w", 4, 3, 3, 3)
            .Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 })).Node("Conv", "t w", "c").Node("Relu", "c", "r")
            .Node("Transpose", "r", "y", ("perm", new[] { 0, 2, 3, 1 })),
        ["TensorFlow's head"] = new OnnxSample(13, 1, 6, 3, 4).Node("Transpose", "x", "t", ("perm", new[] { 0, 2, 3, 1 }))
            .Node("ReduceMean", "t", "y", ("axes", new[] { 1, 2 }), ("keepdims", 0)),
        ["detector's head"] = new OnnxSample(9, 1, 6, 3, 4).Integers("s", 1, -1, 2).Node("Transpose", "x", "t", ("perm", new[] { 0, 2, 3, 1 }))
            .Node("Reshape", "t s", "a").Node("Relu", "a", "b").Node("Concat", "a b", "c", ("axis", 1)).Node("Softmax", "c", "y", ("axis", 2)),
        ["channel shuffle by reshapes"] = new OnnxSample(13, 2, 6, 3, 4).Integers("five", 0, 2, 3, 3, 4).Integers("four", 0, -1, 3, 4)
            .Node("Reshape", "x five", "a").Node("Transpose", "a", "b", ("perm", new[] { 0, 2, 1, 3, 4 })).Node("Reshape", "b four", "c").Node("Relu", "c", "y"),
        ["flatten by the shape"] = new OnnxSample(13, 1, 8, 1, 1).Integers("zero", 0).Integers("rest", -1).Weight("w", 8, 3)
            .Node("Shape", "x", "s").Constant("index", Tensor.FromInt64([], [0])).Node("Gather", "s index", "n").Node("Unsqueeze", "n zero", "n1")
            .Node("Concat", "n1 rest", "d", ("axis", 0)).Node("Reshape", "x d", "f").Node("MatMul", "f w", "y"),
        ["resize to another's size"] = new OnnxSample(13, 1, 2, 3, 4).Integers("from", 0).Integers("to", 2).Integers("hw", 9, 8)
            .Node("Shape", "x", "s").Node("Slice", "s from to", "nc").Node("Concat", "nc hw", "d", ("axis", 0))
            .Node("Resize", "x - - d", "y", ("mode", "linear"), ("coordinate_transformation_mode", "pytorch_half_pixel")),
        ["resize by scales"] = new OnnxSample(11, 1, 2, 3, 4).Floats("s", 1, 1, 2, 1.5f).Floats("roi")
            .Node("Resize", "x roi s", "y", ("mode", "linear"), ("coordinate_transformation_mode", "align_corners")),
        ["resize in operator set 10"] = new OnnxSample(10, 1, 2, 3, 4).Floats("s", 1, 1, 2, 3).Node("Resize", "x s", "y", ("mode", "nearest")),
        ["resize by axes"] = new OnnxSample(18, 1, 2, 3, 4).Integers("s", 5, 6).Node("Resize", "x - - s", "y", ("mode", "linear"), ("axes", new[] { 2, 3 })),
        ["upsample nearest"] = new OnnxSample(9, 1, 2, 3, 4).Floats("s", 1, 1, 2, 2).Node("Upsample", "x s", "y"),
        ["upsample bilinear"] = new OnnxSample(7, 1, 2, 3, 4).Node("Upsample", "x", "y", ("mode", "linear"), ("scales", new[] { 1f, 1, 2, 2 })),
        ["pad by attributes"] = new OnnxSample(8, 1, 2, 3, 4).Node("Pad", "x", "y", ("pads", new[] { 0, 0, 1, 2, 0, 0, -1, 0 })),
        ["pad by axes"] = new OnnxSample(18, 1, 2, 3, 4).Integers("p", 1, 2).Integers("a", 3).Node("Pad", "x p - a", "y"),
        ["squeeze"] = new OnnxSample(11, 2, 5, 1, 1).Node("Squeeze", "x", "s", ("axes", new[] { 3, 2 })).Node("Sigmoid", "s", "y"),
        ["dropout and identity"] = new OnnxSample(11, 1, 2, 3, 4).Node("Dropout", "x", "d", ("ratio", 0.3f)).Node("Identity", "d", "i").Node("Sum", "i x", "y"),
        ["softmax over everything left"] = new OnnxSample(11, 1, 7, 1, 1).Node("Softmax", "x", "y", ("axis", 1)),
        ["space to depth"] = new OnnxSample(13, 1, 2, 4, 6).Node("SpaceToDepth", "x", "y", ("blocksize", 2)),
        ["constant node"] = new OnnxSample(13, 1, 2, 3, 4).Node("Constant", "-", "w", ("value", Tensor.FromFloats([1, 2, 1, 1], [0.5f, -2]))).Node("Conv", "x w", "y"),
        ["nodes in no order"] = new OnnxSample(13, 1, 4, 3, 4).Weight("w", 4, 4, 1, 1)
            .Node("Add", "i r", "y").Node("Relu", "c", "r").Node("Identity", "w", "v").Node("Identity", "x", "i").Node("Conv", "x v", "c"),
        ["a bias after the layer that adds it"] = new OnnxSample(13, 1, 8, 1, 1).Weight("w", 8, 5).Weight("b", 5)
            .Node("Flatten", "x", "f").Node("MatMul", "f w", "m").Node("Identity", "b", "b1").Node("Identity", "b1", "b2").Node("Add", "m b2", "y"),
        ["weights that are transposed"] = new OnnxSample(13, 1, 8, 3, 2).Weight("w", 5, 8).Weight("k", 3, 2, 8, 8).Node("Transpose", "k", "k1", ("perm", new[] { 3, 2, 0, 1 }))
            .Node("Conv", "x k1", "c").Node("Flatten", "c", "f").Node("Transpose", "w", "t").Node("MatMul", "f t", "y"),
        ["preprocessing in the network"] = new OnnxSample(13, 1, 3, 5, 7).Floats("scale", 255).Weight("mean", 3, 1, 1).Weight("var", 1, 3, 1, 1).Weight("w", 4, 3, 3, 3)
            .Node("Mul", "scale x", "a").Node("Sub", "a mean", "b").Node("Div", "b var", "c").Node("Conv", "c w", "y"),
        ["a bias by itself"] = new OnnxSample(13, 1, 3, 5, 7).Weight("w", 4, 3, 3, 3).Weight("b", 4, 1, 1).Weight("v", 5).Weight("m", 4, 5)
            .Node("Conv", "x w", "c").Node("Add", "b c", "d").Node("GlobalAveragePool", "d", "g").Node("Flatten", "g", "f").Node("MatMul", "f m", "n").Node("Relu", "n", "o").Node("Sub", "v o", "y"),
        ["arithmetic in TensorFlow's layout"] = new OnnxSample(13, 1, 5, 7, 3).Weight("s", 3).Weight("w", 4, 3, 3, 3)
            .Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 })).Node("Conv", "t w", "c").Node("Transpose", "c", "h", ("perm", new[] { 0, 2, 3, 1 })).Weight("k", 1, 1, 1, 4)
            .Node("Mul", "h k", "y"),
        ["minimum and maximum"] = new OnnxSample(13, 1, 2, 3, 4).Floats("low", -0.25f).Floats("high", 0.5f).Node("Max", "x low", "a").Node("Min", "high a", "y"),
        ["a node that no output needs"] = new OnnxSample(13, 1, 2, 3, 4).Node("Erf", "x", "unused").Node("Relu", "x", "y"),
        ["operator set 22"] = Newer(22),
        ["operator set 23"] = Newer(23),
        ["operator set 24"] = Newer(24),
        ["operator set 25"] = Newer(25),
        ["half precision weights"] = new OnnxSample(13, 1, 2, 3, 4)
            .Constant("h", new Tensor(ElementType.Float16, [1, 2, 1, 1], MemoryMarshal.AsBytes<Half>([(Half)0.3, (Half)(-2)]).ToArray()))
            .Node("Cast", "h", "w", ("to", 1)).Node("Conv", "x w", "y"),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    internal static IEnumerable<ModelProto> Models => Files.Values.Select(Model);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_other_exporters_write_gives_the_same_numbers(string name)
    {
        var bytes = OnnxSample.Bytes(Model(Files[name]));
        OnnxParity.Check(bytes, OnnxReader.Read(bytes));
    }

    [Fact]
    public void Numbers_stored_one_by_one_are_read_as_raw_bytes_are()
    {
        var raw = OnnxReader.Read(Conv(13).Bytes());
        var model = Conv(13).Model();
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.FloatData.Add(MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
            tensor.RawData = Google.Protobuf.ByteString.Empty;
        }

        SampleModels.AssertSameWeights(raw, OnnxReader.Read(OnnxSample.Bytes(model)));
    }

    [Fact]
    public void A_pool_over_everything_is_a_global_one()
    {
        var model = OnnxReader.Read(Files["average pool over all"].Bytes());
        Assert.Equal(new GlobalAveragePool(), model.Graph.Outputs[0].Node.Op);
    }

    [Fact]
    public void A_layer_finds_its_bias_wherever_the_file_has_it() =>
        Assert.Equal(new Linear(5, HasBias: true), OnnxReader.Read(Files["a bias after the layer that adds it"].Bytes()).Graph.Outputs[0].Node.Op);

    [Fact]
    public void A_layer_is_called_as_its_weight()
    {
        var file = new OnnxSample(13, 1, 3, 5, 7).Weight("features.0.0.weight", 4, 3, 1, 1).Node("Conv", "x features.0.0.weight", "y");
        Assert.Equal(["features.0.0.weight"], OnnxReader.Read(file.Bytes()).Weights.Keys);
    }

    [Fact]
    public void An_unknown_batch_is_one_image() =>
        Assert.Equal(new Shape(1, 5, 7, 3), OnnxReader.Read(new OnnxSample(13, 0, 3, 5, 7).Node("Relu", "x", "y").Bytes()).Graph.Inputs[0].Shape);

    public static TheoryData<string, string> Refusals => new()
    {
        { "Elu", "Elu" }, { "hard sigmoid", "HardSigmoid" }, { "slope", "HardSigmoid" }, { "product", "HardSigmoid" }, { "square", "HardSigmoid" }, { "storage", "auto_pad" }, { "missing", "not the output" }, { "cycle", "Node 'y' (Add): it reads its own output" }, { "external", "which file" },
        { "opset", "operator set 6" }, { "size", "any size" }, { "kernel", "constant" }, { "attribute", "'tile'" }, { "type", "Double" },
        { "bias", "[8, 1]" }, { "newer opset", "operator set 28" }, { "statistics", "only training has" }, { "loop", "a cycle" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_read_exactly_is_refused_by_name(string fault, string named)
    {
        var sample = fault switch
        {
            "Elu" => new OnnxSample(14, 1, 3, 5, 7).Node("Elu", "x", "y"),
            "hard sigmoid" => new OnnxSample(13, 1, 3, 5, 7).Node("HardSigmoid", "x", "y", ("alpha", 1f / 6)),
            "slope" => HardSwish("h x", 0.2f),
            "product" => new OnnxSample(13, 1, 3, 5, 7).Node("Relu", "x", "r").Node("HardSigmoid", "r", "h", ("alpha", 1f / 6)).Node("Mul", "h x", "y"),
            "square" => HardSwish("h h", 1f / 6),
            "storage" => Conv(13, ("auto_pad", "SAME")),
            "missing" => new OnnxSample(13, 1, 3, 5, 7).Node("Relu", "z", "y"),
            "cycle" => new OnnxSample(13, 1, 3, 5, 7).Node("Add", "x y", "y"),
            "opset" => new OnnxSample(6, 1, 3, 5, 7).Node("Relu", "x", "y"),
            "size" => new OnnxSample(13, 1, 3, 0, 7).Node("Relu", "x", "y"),
            "kernel" => new OnnxSample(13, 1, 3, 5, 7).Node("Conv", "x x", "y"),
            "attribute" => new OnnxSample(13, 1, 3, 5, 7).Node("Relu", "x", "y", ("tile", 2)),
            "newer opset" => new OnnxSample(28, 1, 3, 5, 7).Node("Relu", "x", "y"),
            "statistics" => new OnnxSample(13, 1, 3, 5, 7).Weight("g", 3).Weight("var", 3).Node("BatchNormalization", "x g g g var", "n").Node("Relu", "saved", "y"),
            "loop" => new OnnxSample(13, 1, 3, 5, 7).Node("Relu", "d", "y").Node("Relu", "c", "d").Node("Add", "x d", "c"),
            "bias" => new OnnxSample(13, 8, 4, 1, 1).Weight("w", 4, 8).Weight("b", 8, 1).Node("Flatten", "x", "f").Node("Gemm", "f w b", "y"),
            _ => Conv(13),
        };
        var model = sample.Model();
        if (fault == "statistics")
            model.Graph.Node[0].Output.Add(["m", "v", "saved"]);
        if (fault == "external")
            model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        if (fault == "type")
            model.Graph.Initializer[0].DataType = (int)TensorProto.Types.DataType.Double;
        var e = Assert.ThrowsAny<ModelFormatException>(() => OnnxReader.Read(OnnxSample.Bytes(model)));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ultraface_gives_the_same_scores_and_boxes()
    {
        var file = File.ReadAllBytes(SharedData.Path("models/ultraface_rfb_320.onnx"));
        var model = OnnxReader.Read(file);
        Assert.Equal(["scores", "boxes"], model.Graph.Outputs.Select(output => output.Name));
        OnnxParity.Check(file, model, EngineKind.Fast);
    }

    [Fact]
    public void Googles_MobileNetV2_loads_with_its_names()
    {
        var model = OnnxReader.Read(File.ReadAllBytes(SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx")));
        Assert.Equal(1001, model.Graph.Outputs.Single(output => output.Name == "logits").Node.Channels);
        Assert.Equal(106, model.Weights.Count);
        Assert.Contains("block16_project.weight", model.Weights.Keys);
        Assert.Equal(35, model.Graph.Nodes.Count(node => node.Op == Activation.Relu6));
    }

    static ModelProto Model(OnnxSample sample)
    {
        var file = sample.Model().Clone();
        foreach (var constant in file.Graph.Node.Where(node => node.OpType == "Constant"))
            constant.Input.Clear();
        return file;
    }

    /// <summary>Operators that changed after operator set 21, but not in what is read here.</summary>
    static OnnxSample Newer(int opset) => new OnnxSample(opset, 1, 4, 8, 8).Weight("w", 6, 4, 3, 3).Weight("b", 6).Weight("m", 6, 5).Integers("a", 2, 3).Integers("p", 0, 0, 1, 0, 0, 0, 0, 1)
        .Node("Pad", "x p", "x1").Node("Conv", "x1 w b", "c").Node("HardSwish", "c", "h").Node("MaxPool", "h", "i", ("kernel_shape", new[] { 2, 2 }))
        .Node("AveragePool", "i", "j", ("kernel_shape", new[] { 3, 3 })).Node("Dropout", "j", "d").Node("GlobalAveragePool", "d", "g").Node("Cast", "g", "e", ("to", 1))
        .Node("Identity", "e", "k").Node("Squeeze", "k a", "s").Node("MatMul", "s m", "y");

    [Fact]
    public void A_file_in_training_mode_is_read_for_inference()
    {
        var inference = Training("", ("epsilon", 1e-3f));
        var model = OnnxReader.Read(inference.Bytes());
        OnnxParity.Check(inference.Bytes(), model);
        foreach (var training in new[] { Training(" m1 v1", ("epsilon", 1e-3f), ("training_mode", 1)), Training(" m1 v1 m2 v2", ("epsilon", 1e-3f)) })
        {
            var found = OnnxReader.Read(training.Bytes());
            Assert.Equal(model.Graph.ToJson(), found.Graph.ToJson());
            SampleModels.AssertSameWeights(model, found);
        }

        static OnnxSample Training(string more, params (string, object)[] attributes)
        {
            var sample = new OnnxSample(more.Length > 6 ? 13 : 14, 1, 3, 5, 7).Weight("g", 3).Weight("b", 3).Weight("mean", 3).Weight("var", 3)
                .Constant("ratio", Tensor.FromFloats([], [0.5f])).Node("BatchNormalization", "x g b mean var", "n", attributes).Node("Dropout", "n ratio", "y");
            sample.Graph.Node[0].Output.Add(more.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (more.Length > 0)
            {
                sample.Graph.Initializer.Add(new TensorProto { Name = "on", DataType = (int)TensorProto.Types.DataType.Bool, RawData = Google.Protobuf.ByteString.CopyFrom(1) });
                sample.Graph.Node[1].Input.Add("on");
                sample.Graph.Node[1].Output.Add("mask");
            }

            return sample;
        }
    }

    static OnnxSample HardSwish(string factors, float alpha) => new OnnxSample(13, 1, 3, 5, 7)
        .Node("HardSigmoid", "x", "h", ("alpha", alpha), ("beta", 0.5f)).Node("Mul", factors, "y");

    static OnnxSample Conv(int opset, params (string Name, object Value)[] attributes) => new OnnxSample(opset, 2, 4, 7, 8)
        .Weight("w", 6, 2, 3, 3).Weight("b", 6).Node("Conv", "x w b", "y", [("group", 2), .. attributes]);

    /// <summary>Such constants are shapes and sizes; [2, 1] and [1, 2] together would be a table.</summary>
    [Fact]
    public void Constants_of_different_axes_are_not_calculated_with()
    {
        var file = new OnnxSample(13, 1, 3, 4, 4).Constant("a", Tensor.FromInt64([2, 1], [1, 2])).Constant("b", Tensor.FromInt64([1, 2], [3, 4]))
            .Node("Add", "a b", "c").Node("Reshape", "x c", "y").Bytes();
        Assert.Contains("[2, 1] and [1, 2] do not fit", Assert.Throws<ModelFormatException>(() => OnnxReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_quantized_constant_is_refused_rather_than_its_integers_taken()
    {
        var file = new OnnxSample(13, 1, 3, 4, 4).Constant("q", new Tensor(ElementType.Int8, [2], new byte[] { 3, 4 })).Constant("scale", Tensor.FromFloats([], [0.5f]))
            .Constant("zero", new Tensor(ElementType.Int8, [], new byte[] { 0 })).Integers("from", 0).Integers("to", 1)
            .Node("DequantizeLinear", "q scale zero", "d").Node("Slice", "d from to", "e").Node("Mul", "x e", "y").Bytes();
        Assert.Contains("Slice", Assert.Throws<ModelFormatException>(() => OnnxReader.Read(file)).Message, StringComparison.Ordinal);
    }
}
