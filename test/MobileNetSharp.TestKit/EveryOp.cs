using MobileNetSharp.Graphs;
using Xunit;

namespace MobileNetSharp.TestKit;

/// <summary>
/// Tiny graphs that together hold every op, each with the attributes that are easy to get wrong: odd sizes, stride with
/// either padding, dilation, groups. Every reader of the graph walks them; a core test asserts that no op is missing.
/// </summary>
public static class EveryOp
{
    /// <summary>The graphs by name, such as <c>conv2d depthwise</c>.</summary>
    public static IReadOnlyDictionary<string, Graph> Samples { get; } = All().ToDictionary(graph => graph.Name);

    /// <summary>The names of <see cref="Samples"/>, for a theory.</summary>
    public static TheoryData<string> Names => [.. Samples.Keys];

    static IEnumerable<Graph> All() => [.. Convolutions(), .. Pools(), .. Elementwise(), .. Layouts(), .. Resizes()];

    static IEnumerable<Graph> Convolutions() =>
    [
        Case("conv2d", (g, x) => g.Conv2d("op", x, 5, kernel: 3, bias: true)),
        Case("conv2d pointwise", (g, x) => g.Conv2d("op", x, 20, kernel: 1)),
        Case("conv2d same stride 2", (g, x) => g.Conv2d("op", x, 5, new Size(3, 2), stride: 2, padding: Padding.Same)),
        Case("conv2d uneven padding", (g, x) => g.Conv2d("op", x, 3, kernel: 3, stride: 2, padding: new Padding(0, 1, 2, 0))),
        Case("conv2d dilation 2", (g, x) => g.Conv2d("op", x, 4, kernel: 3, dilation: 2)),
        Case("conv2d groups 3", (g, x) => g.Conv2d("op", x, 6, kernel: 3, groups: 3, bias: true)),
        Case("conv2d depthwise", (g, x) => g.Conv2d("op", x, 12, kernel: 3, groups: 12)),
        Case("conv2d depthwise same stride 2", (g, x) => g.Conv2d("op", x, 12, kernel: 3, stride: 2, groups: 12, padding: Padding.Same)),
        Case("conv2d depthwise dilation 2", (g, x) => g.Conv2d("op", x, 12, kernel: 3, dilation: 2, groups: 12, bias: true)),
        Case("conv2d depthwise multiplier 2", (g, x) => g.Conv2d("op", x, 24, kernel: 3, groups: 12)),
        Case("linear", (g, x) => g.Linear("op", x, 7), new Shape(2, 1, 1, 12)),
        Case("linear without bias", (g, x) => g.Linear("op", x, 7, bias: false), new Shape(2, 1, 1, 12)),
    ];

    static IEnumerable<Graph> Pools() =>
    [
        Case("max pool", (g, x) => g.MaxPool("op", x, 3, 2, Padding.Symmetric(3, 1))),
        Case("max pool ceil", (g, x) => g.MaxPool("op", x, 2, 2, Padding.None, ceilMode: true)),
        Case("average pool same", (g, x) => g.AveragePool("op", x, 3, 2, Padding.Same)),
        Case("average pool counting padding", (g, x) => g.AveragePool("op", x, 3, 1, Padding.Symmetric(3, 1), countsPadding: true)),
        Case("average pool ceil", (g, x) => g.Node("op", new Pool(PoolKind.Average, 2, 2, Padding.None, CeilMode: true), x)),
        Case("global average pool", (g, x) => g.GlobalAveragePool("op", x)),
    ];

    static IEnumerable<Graph> Elementwise() =>
    [
        Case("batch norm", (g, x) => g.BatchNorm("op", x)),
        Case("relu", (g, x) => g.Relu("op", x)),
        Case("relu6", (g, x) => g.Relu6("op", x)),
        Case("sigmoid", (g, x) => g.Node("op", Activation.Sigmoid, x)),
        Case("leaky relu", (g, x) => g.Node("op", Activation.LeakyRelu(0.1f), x)),
        Case("hard swish", (g, x) => g.Node("op", Activation.HardSwish, x)),
        Case("clamp", (g, x) => g.Node("op", Activation.Clamp(-0.25f, 0.5f), x)),
        Case("add", (g, x) => g.Add("op", x, g.Relu("other", x))),
        Case("dropout", (g, x) => g.Dropout("op", x, 0.2)),
        Case("l2 normalization", (g, x) => g.L2Normalization("op", x)),
        Case("softmax", (g, x) => g.Softmax("op", x)),
        Case("arg max", (g, x) => g.ArgMax("op", x)),
    ];

    static IEnumerable<Graph> Layouts() =>
    [
        Case("concat channels", (g, x) => g.Concat("op", Axis.Channels, x, g.Relu("other", x), x)),
        Case("concat height", (g, x) => g.Concat("op", Axis.Height, x, g.Pad("other", x, new Padding(1, 0, 0, 0)))),
        Case("concat width", (g, x) => g.Concat("op", Axis.Width, x, g.Pad("other", x, new Padding(0, 0, 0, 2)))),
        Case("channel shuffle", (g, x) => g.ChannelShuffle("op", x, 3)),
        Case("space to depth", (g, x) => g.SpaceToDepth("op", x, 2), new Shape(2, 6, 8, 3)),
        Case("pad", (g, x) => g.Pad("op", x, new Padding(1, 0, 2, 3))),
        Case("pad cropping", (g, x) => g.Pad("op", x, new Padding(-1, 2, 0, -3))),
        Case("reshape", (g, x) => g.Reshape("op", x, 1, -1, 4)),
    ];

    static IEnumerable<Graph> Resizes() =>
        from mode in Enum.GetValues<ResizeMode>()
        from coordinates in Enum.GetValues<CoordinateMode>()
        from graph in new[]
        {
            Case($"resize {mode} {coordinates}", (g, x) => g.Resize("op", x, new Size(13, 5), mode, coordinates)),
            Case($"resize like {mode} {coordinates}", (g, x) => g.ResizeLike("op", g.MaxPool("small", x, 2, 2, Padding.None), x, mode, coordinates)),
        }
        select graph;

    /// <summary>Two images of an odd, non-square size; 12 channels, so that groups and shuffles have something to divide.</summary>
    static Graph Case(string name, Func<GraphBuilder, Node, Node> op, Shape? input = null)
    {
        var g = new GraphBuilder(name, Dialect.PyTorch);
        g.Output("output", op(g, g.Input("input", input ?? new Shape(2, 7, 9, 12))));
        return g.Build();
    }
}
