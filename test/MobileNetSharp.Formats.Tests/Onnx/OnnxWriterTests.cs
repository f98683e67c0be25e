using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Onnx;

public class OnnxWriterTests
{
    public static TheoryData<string> Samples => EveryOp.Names;

    public static TheoryData<double, bool, int> Networks => new()
    {
        { 0.35, true, 32 }, { 0.35, false, 32 }, { 0.5, true, 16 }, { 1.0, true, 32 }, { 1.0, false, 32 }, { 1.4, true, 32 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_op_gives_the_same_numbers_in_onnx_runtime(string sample)
    {
        var model = Spread(EveryOp.Samples[sample]);
        OnnxParity.Check(model.Bytes(ModelFormat.Onnx), model);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_op_comes_back_exactly_with_the_card(string sample)
    {
        var model = Spread(EveryOp.Samples[sample]);
        AssertSame(model, OnnxReader.Read(model.Bytes(ModelFormat.Onnx)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_op_comes_back_from_the_nodes_alone(string sample)
    {
        var model = Spread(EveryOp.Samples[sample].WithBatch(1));
        var file = OnnxSample.WithoutCard(model.Bytes(ModelFormat.Onnx));
        var found = OnnxReader.Read(file);
        OnnxParity.Check(file, found);
        var shape = found.Graph.Outputs[0].Node.Shape;
        Assert.Equal(model.Graph.Outputs[0].Node.Shape, shape);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void MobileNetV2_gives_the_same_logits_in_onnx_runtime(double width, bool isTensorFlow, int outputStride)
    {
        var model = Network(width, isTensorFlow, outputStride);
        OnnxParity.Check(model.Bytes(ModelFormat.Onnx), model, EngineKind.Fast);
    }

    [Fact]
    public void MobileNetV2_comes_back_exactly_with_the_card()
    {
        var model = Network(0.35, isTensorFlow: true, 32);
        AssertSame(model, OnnxReader.Read(model.Bytes(ModelFormat.Onnx)));
    }

    [Fact]
    public void MobileNetV2_in_PyTorchs_dialect_comes_back_from_the_nodes_alone()
    {
        // TensorFlow's SAME cannot: ONNX has no room for it, the explicit amounts come back.
        var model = Network(0.35, isTensorFlow: false, 32);
        var found = OnnxReader.Read(OnnxSample.WithoutCard(model.Bytes(ModelFormat.Onnx)));
        Assert.Equal(model.Graph.ToJson(), found.Graph.ToJson());
        foreach (var (name, tensor) in found.Weights)
            Assert.True(tensor.Bytes.Span.SequenceEqual(model.Weights[name].Bytes.Span), name);
    }

    [Fact]
    public void A_maximum_that_is_said_to_count_padding_comes_back_too()
    {
        var g = new GraphBuilder("pool");
        g.Output("output", g.Node("pool", new Pool(PoolKind.Max, 3, 2, Padding.Symmetric(3, 1), CountsPadding: true), g.Input("input", new Shape(1, 7, 9, 4))));
        var model = Spread(g.Build());
        OnnxParity.Check(model.Bytes(ModelFormat.Onnx), model);
        OnnxReader.Read(OnnxSample.WithoutCard(model.Bytes(ModelFormat.Onnx)));
    }

    [Fact]
    public void Every_initializer_is_read_by_a_node_since_runtimes_warn_of_others()
    {
        Model[] models =
        [
            Network(0.35, isTensorFlow: true, 32), Network(0.35, isTensorFlow: false, 32), SampleModels.Float(),
            .. EveryOp.Samples.Values.Select(Spread),
        ];
        foreach (var model in models)
        {
            var graph = ModelProto.Parser.ParseFrom(model.Bytes(ModelFormat.Onnx)).Graph;
            Assert.Empty(graph.Initializer.Select(tensor => tensor.Name).Except(graph.Node.SelectMany(node => node.Input)));
        }
    }

    [Fact]
    public void Batch_counters_come_back_as_they_were_or_stay_absent()
    {
        var model = SampleModels.Float();
        var weights = model.Weights.ToDictionary();
        weights["stem.bn.num_batches_tracked"] = Tensor.FromInt64([], [long.MinValue]);
        weights.Remove("depthwise.bn.num_batches_tracked");
        var partial = new Model(model.Graph, new WeightSet(weights), model.Card);
        AssertSame(partial, OnnxReader.Read(partial.Bytes(ModelFormat.Onnx)));

        // A tool that makes a whole state dict half precision does this.
        weights["stem.bn.num_batches_tracked"] = Tensor.FromFloats([], [12.5f]);
        var converted = new Model(model.Graph, new WeightSet(weights), model.Card);
        AssertSame(converted, OnnxReader.Read(converted.Bytes(ModelFormat.Onnx)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 2 3")]
    [InlineData("1 1.5")]
    [InlineData("1 9223372036854775808")]
    public void Counters_that_are_not_a_number_each_are_refused(string counters)
    {
        var proto = ModelProto.Parser.ParseFrom(SampleModels.Float().Bytes(ModelFormat.Onnx));
        proto.MetadataProps.Single(entry => entry.Key == OnnxCounters.Key).Value = counters;
        var e = Assert.Throws<ModelFormatException>(() => OnnxReader.Read(OnnxSample.Bytes(proto)));
        Assert.Contains(OnnxCounters.Key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_every_type_keep_their_bits()
    {
        var model = SampleModels.Float();
        var file = model.Bytes(ModelFormat.Onnx);
        AssertSame(model, OnnxReader.Read(file));
        var bare = OnnxReader.Read(OnnxSample.WithoutCard(file));
        Assert.Equal(ElementType.Float16, bare.Weights["classifier.bias"].Type);
        Assert.True(bare.Weights["stem.bn.bias"].Bytes.Span.SequenceEqual(model.Weights["stem.bn.bias"].Bytes.Span));
    }

    [Fact]
    public void Quantized_weights_keep_their_integers_and_run_as_the_numbers_they_represent()
    {
        var g = new GraphBuilder("quantized");
        g.Output("features", g.Conv2d("conv", g.Input("input", new Shape(1, 4, 4, 2)), 3, kernel: 1, bias: true));
        var model = new Model(g.Build(), new WeightSet(new Dictionary<string, Tensor>
        {
            ["conv.weight"] = new(ElementType.Int8, [3, 2, 1, 1], new byte[] { 1, 2, 128, 127, 0, 255 }, new(ElementType.Int8, [0.1f, 0.2f, 0.3f], [0, 3, -5], 0)),
            ["conv.bias"] = Tensor.FromInt32([3], [1, -700, 900], new(ElementType.Int32, [0.01f, 0.002f, 0.003f], [0, 0, 0], 0)),
        }), ModelCard.Empty);
        var file = model.Bytes(ModelFormat.Onnx);
        AssertSame(model, OnnxReader.Read(file));
        SampleModels.AssertSameWeights(model, OnnxReader.Read(OnnxSample.WithoutCard(file)));
        OnnxParity.Check(file, model);
    }

    [Fact]
    public void Quantized_activations_are_refused()
    {
        var e = Assert.Throws<NotSupportedException>(() => SampleModels.Quantized().Bytes(ModelFormat.Onnx));
        Assert.Contains("is quantized", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_another_tool_changed_is_read_from_its_nodes()
    {
        var model = Spread(EveryOp.Samples["relu6"]);
        var proto = ModelProto.Parser.ParseFrom(model.Bytes(ModelFormat.Onnx));
        proto.Graph.Node.Single().OpType = "Sigmoid";
        proto.Graph.Node.Single().Input.RemoveAt(2);
        proto.Graph.Node.Single().Input.RemoveAt(1);
        Assert.Equal(Activation.Sigmoid, OnnxReader.Read(OnnxSample.Bytes(proto)).Graph.Outputs[0].Node.Op);

        var other = ModelProto.Parser.ParseFrom(model.Bytes(ModelFormat.Onnx));
        other.Graph.Initializer.Single(tensor => tensor.Name == "op/max").RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(4f));
        Assert.Equal(Activation.Clamp(0, 4), OnnxReader.Read(OnnxSample.Bytes(other)).Graph.Outputs[0].Node.Op);
    }

    [Fact]
    public void Names_that_collide_in_onnx_are_kept_apart()
    {
        var g = new GraphBuilder("names");
        var x = g.Input("x", new Shape(1, 5, 5, 2));
        var conv = g.Conv2d("a", x, 2, kernel: 1);
        var logits = g.Relu("logits", conv);
        var weight = g.Node("a.weight", Activation.Sigmoid, logits);
        g.Output("logits", weight);
        g.Output("again", weight);
        g.Output("same", x);
        var model = Spread(g.Build());
        var file = model.Bytes(ModelFormat.Onnx);
        AssertSame(model, OnnxReader.Read(file));
        OnnxParity.Check(file, model);
        OnnxParity.Check(OnnxSample.WithoutCard(file), OnnxReader.Read(OnnxSample.WithoutCard(file)));
    }

    static Model Network(double width, bool isTensorFlow, int outputStride) => Spread(MobileNetV2.Build(new MobileNetV2Options
    {
        WidthMultiplier = width,
        Resolution = 96,
        Classes = 101,
        Dialect = isTensorFlow ? Dialect.TensorFlow : Dialect.PyTorch,
        OutputStride = outputStride,
    }));

    static Model Spread(Graph graph) => new(graph, SpreadWeights.For(graph, seed: 7), ModelCard.Empty);

    static void AssertSame(Model expected, Model found)
    {
        Assert.Equal(ModelCardJson.ToJson(expected.Card, expected.Graph), ModelCardJson.ToJson(found.Card, found.Graph));
        SampleModels.AssertSameWeights(expected, found);
    }
}
