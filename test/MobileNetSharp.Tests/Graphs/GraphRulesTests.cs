using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Tests.Graphs;

/// <summary>Every rule of the builder, broken once: the message names the node and the rule.</summary>
public class GraphRulesTests
{
    static readonly Dictionary<string, Action<GraphBuilder, Node>> Faults = new()
    {
        ["a node needs a name"] = (g, x) => g.Relu(" ", x),
        ["the name is taken by another node"] = (g, x) => g.Relu("input", x),
        ["its input 'input' is not a node of this graph"] = (g, x) => new GraphBuilder("other").Relu("op", x),
        ["takes 0 inputs, has 1"] = (g, x) => g.Node("op", new Input(x.Shape), x),
        ["an input is NCHW or NHWC, not Nch"] = (g, x) => g.Node("op", new Input(x.Shape) { Layout = TensorLayout.Nch }),
        ["the output 'y' of 1x5x5x4 cannot be NC"] = (g, x) => g.Output("y", g.Relu("op", x), TensorLayout.Nc),
        ["the output 'y' of 1x5x5x4 cannot be NHC"] = (g, x) => g.Output("y", g.Relu("op", x), TensorLayout.Nhc),
        ["every axis of the output must be at least 1, is 1x0x4x3"] = (g, x) => g.Input("op", new Shape(1, 0, 4, 3)),
        ["the output has more than 2147483647 elements"] = (g, x) => g.Input("op", new Shape(1, 65536, 65536, 3)),
        ["takes one input, has 2"] = (g, x) => g.Node("op", Activation.Relu, x, x),
        ["output channels must be at least 1, are 0"] = (g, x) => g.Conv2d("op", x, 0, kernel: 1),
        ["groups must be at least 1, are 0"] = (g, x) => g.Conv2d("op", x, 4, kernel: 1, groups: 0),
        ["3 groups must divide 4 input and 6 output channels"] = (g, x) => g.Conv2d("op", x, 6, kernel: 1, groups: 3),
        ["kernel must be from 1 to 16384, is 0x3"] = (g, x) => g.Conv2d("op", x, 6, new Size(0, 3), padding: Padding.None),
        ["stride must be from 1 to 16384, is 1x-1"] = (g, x) => g.Conv2d("op", x, 6, kernel: 1, stride: new Size(1, -1)),
        ["dilation must be from 1 to 16384, is 0x0"] = (g, x) => g.Conv2d("op", x, 6, kernel: 1, dilation: 0),
        ["padding must be from 0 to 16384, is -1x0"] = (g, x) => g.Conv2d("op", x, 6, kernel: 1, padding: new Padding(-1, 0, 0, 0)),
        ["the window of 7 pixels is larger than the padded input of 5"] = (g, x) => g.Conv2d("op", x, 6, kernel: 7, padding: Padding.None),
        ["unknown kind of pooling 9"] = (g, x) => g.Node("op", new Pool((PoolKind)9, 2, 2, Padding.None), x),
        ["padding 2,2,2,2 must be less than the window 2x2"] = (g, x) => g.MaxPool("op", x, 2, 2, new Padding(2, 2, 2, 2)),
        ["takes (N,1,1,C), has 1x5x5x4; pool or reshape first"] = (g, x) => g.Linear("op", x, 3),
        ["adds two inputs, has 1"] = (g, x) => g.Node("op", new Add(), x),
        ["both inputs must have one shape: 'input' is 1x5x5x4, 'pool' is 1x1x1x4"] = (g, x) => g.Add("op", x, g.GlobalAveragePool("pool", x)),
        ["joins height, width or channels, not Batch"] = (g, x) => g.Concat("op", Axis.Batch, x, x),
        ["takes at least one input"] = (g, x) => g.Concat("op", Axis.Height),
        ["inputs must agree but for Channels: 'input' is 1x5x5x4, 'pool' is 1x1x1x4"] = (g, x) => g.Concat("op", Axis.Channels, x, g.GlobalAveragePool("pool", x)),
        ["unknown mode of interpolation"] = (g, x) => g.Resize("op", x, 3, (ResizeMode)9, CoordinateMode.HalfPixel),
        ["takes an input and a node of the wanted size, has 1 inputs"] = (g, x) => g.Node("op", new Resize(ResizeMode.Nearest, CoordinateMode.HalfPixel), x),
        ["an axis must be at least 1, or -1 for what is left"] = (g, x) => g.Reshape("op", x, 0, 5, 20),
        ["only one axis may be -1"] = (g, x) => g.Reshape("op", x, -1, -1, 100),
        ["5x5x4 has 100 elements, which do not fit Reshape 1x3x-1"] = (g, x) => g.Reshape("op", x, 1, 3, -1),
        ["takes explicit amounts, not same"] = (g, x) => g.Pad("op", x, Padding.Same),
        ["padding by -3 and -2 leaves 0 of 5 pixels"] = (g, x) => g.Pad("op", x, new Padding(-3, 0, -2, 0)),
        ["block must be from 1 to 16384, is 0"] = (g, x) => g.SpaceToDepth("op", x, 0),
        ["block 2 must divide height and width of 1x5x5x4"] = (g, x) => g.SpaceToDepth("op", x, 2),
        ["3 groups must divide 4 channels"] = (g, x) => g.ChannelShuffle("op", x, 3),
        ["ε must be positive, is 0"] = (g, x) => g.BatchNorm("op", x, 0),
        ["unknown function 99"] = (g, x) => g.Node("op", new Activation((ActivationKind)99), x),
        ["the lower bound 1 must not be above the upper bound 0.5"] = (g, x) => g.Node("op", Activation.Clamp(1, 0.5f), x),
        ["the slope must be finite, is NaN"] = (g, x) => g.Node("op", Activation.LeakyRelu(float.NaN), x),
        ["the slope must be finite, is Infinity"] = (g, x) => g.Node("op", Activation.LeakyRelu(float.PositiveInfinity), x),
        ["the rate must be in [0, 1), is 1"] = (g, x) => g.Dropout("op", x, 1),
        ["Float32 cannot hold quantized values"] = (g, x) => g.Node("op", Activation.Relu, [x], Quantization.PerTensor(ElementType.Float32, 1, 0)),
        ["a quantization needs as many zero points as scales"] = (g, x) => g.Node("op", Activation.Relu, [x], new Quantization(ElementType.Int8, [1], [0, 0])),
        ["2 scales need an axis"] = (g, x) => g.Node("op", Activation.Relu, [x], new Quantization(ElementType.Int8, [1, 1], [0, 0])),
        ["2 scales do not fit axis 3 of length 4"] = (g, x) => g.Node("op", Activation.Relu, [x], new Quantization(ElementType.Int8, [1, 1], [0, 0], Axis: 3)),
        ["a scale must be positive, is -1"] = (g, x) => g.Node("op", Activation.Relu, [x], Quantization.PerTensor(ElementType.Int8, -1, 0)),
    };

    public static TheoryData<string> Rules => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_named_with_its_node(string rule)
    {
        var g = new GraphBuilder("graph");
        var x = g.Input("input", new Shape(1, 5, 5, 4));
        var fault = Assert.Throws<GraphException>(() => Faults[rule](g, x));
        Assert.Contains(rule, fault.Rule);
        Assert.Equal($"Node '{fault.Node}': {fault.Rule}", fault.Message);
        Assert.Contains(fault.Node, new[] { "op", "input", " " });
    }

    [Fact]
    public void A_rule_that_holds_costs_no_text()
    {
        var g = new GraphBuilder("graph");
        var x = g.Input("input", new Shape(1, 5, 5, 4));
        var op = new Concat(Axis.Channels);
        ImmutableArray<Node> inputs = [.. Enumerable.Repeat(x, 1000)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(4000, ShapeInference.Infer("op", op, inputs).Channels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void A_graph_needs_an_output() =>
        Assert.Contains("needs an output", Assert.Throws<GraphException>(() => new GraphBuilder("graph").Build()).Message);

    [Fact]
    public void An_output_has_a_free_name_and_a_node_of_its_graph()
    {
        var g = new GraphBuilder("graph");
        var x = g.Input("input", new Shape(1, 5, 5, 4));
        g.Output("logits", x);
        Assert.Contains("'logits' is taken", Assert.Throws<GraphException>(() => g.Output("logits", x)).Message);
        Assert.Contains("needs a name", Assert.Throws<GraphException>(() => g.Output("", x)).Message);
        Assert.Contains("must be a node of this graph", Assert.Throws<GraphException>(() => new GraphBuilder("other").Output("x", x)).Message);
    }

    [Fact]
    public void A_node_that_no_output_needs_is_an_error_unless_it_is_pruned()
    {
        var g = new GraphBuilder("graph");
        var x = g.Input("input", new Shape(1, 5, 5, 4));
        g.Relu("forgotten", x);
        g.Output("x", x);
        Assert.Equal("Node 'forgotten': no output needs it", Assert.Throws<GraphException>(() => g.Build()).Message);
        Assert.Equal([x], g.Build(prune: true).Nodes);
    }
}
