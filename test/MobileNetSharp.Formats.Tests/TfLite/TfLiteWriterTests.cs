using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Formats.TfLite.Export;
using MobileNetSharp.Formats.TfLite.Import;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>What is written comes back as it was, and, where the metadata is gone, gives the same numbers from its operators.</summary>
public class TfLiteWriterTests
{
    public static TheoryData<string> Samples => EveryOp.Names;

    public static TheoryData<double, bool, int> Networks => new()
    {
        { 0.35, true, 32 }, { 0.35, false, 32 }, { 0.5, true, 16 }, { 0.5, false, 8 }, { 1.0, true, 32 }, { 1.0, false, 32 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_op_comes_back_exactly_with_the_card(string sample)
    {
        var model = Spread(EveryOp.Samples[sample]);
        AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(model.Bytes(ModelFormat.TfLite)));
    }

    /// <summary>Version 0.1 spelt a field of the card otherwise: the graph comes back all the same, not only the operators.</summary>
    [Fact]
    public void A_file_of_version_0_1_comes_back_exactly()
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32, Classes = 5 });
        var model = Spread(graph).WithCard(new() { Provenance = new() { License = "MIT" } });
        var file = model.Bytes(ModelFormat.TfLite);
        var at = file.AsSpan().IndexOf("\"license\""u8);
        "\"licence\""u8.CopyTo(file.AsSpan(at));
        AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(file));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_op_gives_the_same_numbers_from_the_operators_alone(string sample) => TfLiteParity.CheckOperators(Spread(EveryOp.Samples[sample]));

    [Theory]
    [MemberData(nameof(Networks))]
    public void MobileNetV2_gives_the_same_logits(double width, bool isTensorFlow, int outputStride)
    {
        var model = Spread(MobileNetV2.Build(new MobileNetV2Options
        {
            WidthMultiplier = width,
            Resolution = 96,
            Classes = 101,
            Dialect = isTensorFlow ? Dialect.TensorFlow : Dialect.PyTorch,
            OutputStride = outputStride,
        }));
        AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(model.Bytes(ModelFormat.TfLite)));
        TfLiteParity.CheckOperators(model, EngineKind.Fast);
    }

    [Fact]
    public void MobileNetV1_gives_the_same_logits() =>
        TfLiteParity.CheckOperators(Spread(MobileNetV1.Build(new() { WidthMultiplier = 0.25, Classes = 101 })), EngineKind.Fast);

    [Fact]
    public void Windows_of_every_kind_give_the_same_numbers() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[0, 80], Gen.Int[5, 12], Gen.Int[5, 12], Gen.Int[0, 15]).Sample(
            (height, width, stride, dilation, padding, rows, columns, kind) =>
            {
                var sides = padding == 80 ? Padding.Same : new Padding(padding % 3, padding / 3 % 3, padding / 9 % 3, padding / 27 % 3);
                if (Window(kind, new(height, width), stride, dilation, sides, new(2, rows, columns, 4)) is not { } graph)
                    return;
                var model = Spread(graph);
                AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(model.Bytes(ModelFormat.TfLite)));
                if (graph.Nodes.Any(node => node.Op is Pool { Kind: PoolKind.Max }) && Operators(model).Contains("PADV2"))
                    return; // padding by −∞, which only the card tells; eng/check-tflite runs it
                TfLiteParity.CheckOperators(model);
            },
            iter: 400);

    [Fact]
    public void Labels_preprocessing_and_provenance_come_back()
    {
        var model = SampleModels.Float();
        using var read = TfLiteReader.Read(model.Bytes(ModelFormat.TfLite));
        Assert.Equal(ModelCardJson.ToJson(model.Card, read.Graph), ModelCardJson.ToJson(read.Card, read.Graph));
        using var changed = TfLiteReader.Read(TfLiteParity.Replaced(model.Bytes(ModelFormat.TfLite), "MobileNetSharp:"u8, "Somebody else's:"u8[..15]));
        Assert.Null(changed.Graph.Find("classifier")); // named by its operators
        Assert.Equal(model.Card.Labels.AsEnumerable(), changed.Card.Labels);
    }

    [Fact]
    public void A_file_that_another_tool_changed_is_read_from_its_operators()
    {
        var model = Spread(EveryOp.Samples["leaky relu"]);
        using var read = TfLiteReader.Read(TfLiteParity.Replaced(model.Bytes(ModelFormat.TfLite), BitConverter.GetBytes(0.1f), BitConverter.GetBytes(0.3f)));
        Assert.Equal(Activation.LeakyRelu(0.3f), read.Graph.Outputs[0].Node.Op);
    }

    [Fact]
    public void An_activation_is_fused_where_it_is_the_only_reader()
    {
        var g = new GraphBuilder("fused");
        var conv = g.ConvBnRelu6("stem", g.Input("input", new Shape(1, 8, 8, 3)), 4, kernel: 3, stride: 2);
        var tapped = g.Conv2d("tapped", conv, 4, kernel: 1);
        var sum = g.Relu("sum.relu", g.Add("sum", g.Relu6("tapped.relu6", tapped), tapped));
        g.Output("logits", g.Linear("classifier", g.GlobalAveragePool("pool", sum), 5));
        var model = Spread(g.Build());
        Assert.Equal("CONV_2D CONV_2D RELU6 ADD MEAN FULLY_CONNECTED", Operators(model));
        TfLiteParity.CheckOperators(model);
    }

    [Fact]
    public void Outputs_keep_their_names_whatever_they_are_called()
    {
        var g = new GraphBuilder("names");
        var x = g.Input("x", new Shape(1, 5, 5, 2));
        var logits = g.Relu("logits", g.Conv2d("a", x, 2, kernel: 1));
        var weight = g.Node("a.weight", Activation.Sigmoid, logits);
        g.Output("logits", weight);
        g.Output("a/weight", weight);
        g.Output("same", x);
        g.Output("flat", g.Dropout("drop", g.Linear("fc", g.GlobalAveragePool("pool", weight), 3), 0.5));
        var model = Spread(g.Build());
        AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(model.Bytes(ModelFormat.TfLite)));
        TfLiteParity.CheckOperators(model);
    }

    [Fact]
    public void Weights_of_other_float_types_become_float32()
    {
        var model = SampleModels.Float();
        using var read = TfLiteReader.Read(model.Bytes(ModelFormat.TfLite));
        Assert.All(read.Weights.Values, tensor => Assert.Equal(ElementType.Float32, tensor.Type));
        Assert.Equal(model.Weights["classifier.bias"].ToFloats(), read.Weights["classifier.bias"].ToFloats());
    }

    [Fact]
    public void A_quantized_model_is_refused_with_what_to_do()
    {
        var e = Assert.Throws<NotSupportedException>(() => SampleModels.Quantized().Bytes(ModelFormat.TfLite));
        Assert.Contains("The model is quantized", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_that_TFLite_lacks_is_refused_by_the_nodes_name()
    {
        var g = new GraphBuilder("mean", Dialect.PyTorch);
        g.Output("y", g.AveragePool("stem.pool", g.Input("x", new Shape(1, 8, 8, 2)), 3, 2));
        var e = Assert.Throws<NotSupportedException>(() => Spread(g.Build()).Bytes(ModelFormat.TfLite));
        Assert.Equal("Node 'stem.pool': TFLite has no AveragePool 3x3 stride 2x2 padding 1,1,1,1, whose means leave out a part of the window.", e.Message);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read()
    {
        byte[][] files = [SampleModels.Float().Bytes(ModelFormat.TfLite), .. new[] { "channel shuffle", "pad cropping", "clamp" }.Select(name => Spread(EveryOp.Samples[name]).Bytes(ModelFormat.TfLite))];
        foreach (var (seed, file) in files.Index())
        {
            var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(file, 1500, seed), bytes => TfLiteReader.Read(bytes).Dispose());
            Assert.InRange(refused, 300, 1500);
        }
    }

    static Graph? Window(int kind, Graphs.Size kernel, int stride, int dilation, Padding padding, Shape shape)
    {
        var g = new GraphBuilder("window");
        var x = g.Input("x", shape);
        try
        {
            g.Output("y", (kind % 4) switch
            {
                0 => g.Conv2d("conv", x, 8, kernel, stride, dilation, groups: 1 << (kind / 4 % 3), padding, bias: kind > 7),
                1 => g.Node("pool", new Pool(PoolKind.Max, kernel, stride, padding, CeilMode: kind > 7), x),
                2 => g.Node("pool", new Pool(PoolKind.Average, kernel, stride, padding, CeilMode: kind > 7, CountsPadding: kind / 4 % 2 == 1), x),
                _ => g.Pad("pad", x, new Padding(kernel.Height - 3, stride - 2, kernel.Width - 3, dilation - 2)),
            });
            var graph = g.Build();
            TfLiteExport.Pieces(TfLiteExport.Prepare(Spread(graph)));
            return graph;
        }
        catch (GraphException)
        {
            return null; // such as a window larger than the input
        }
        catch (NotSupportedException e) when (e.Message.Contains("TFLite has no AveragePool", StringComparison.Ordinal))
        {
            return null;
        }
    }

    static string Operators(Model model)
    {
        var file = new TfLiteFile(model.Bytes(ModelFormat.TfLite));
        return string.Join(' ', Enumerable.Range(0, file.Operators.Count).Select(index => new TfLiteOperation(file, index).Code));
    }

    static Model Spread(Graph graph) => new(graph, SpreadWeights.For(graph, seed: 7), ModelCard.Empty);

    static void AssertSame(Model expected, Model found)
    {
        Assert.Equal(ModelCardJson.ToJson(expected.Card, expected.Graph), ModelCardJson.ToJson(found.Card, found.Graph));
        SampleModels.AssertSameWeights(expected, found);
    }
}
