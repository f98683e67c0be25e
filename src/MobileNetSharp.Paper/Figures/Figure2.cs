using MobileNetSharp.Graphs;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 2: from the ordinary convolution to the bottleneck with expansion.</summary>
static class Figure2
{
    const int Wide = 96, Narrow = 16;

    public static PaperFigure Build()
    {
        TensorStack[] stacks =
        [
            Stack("(a) regular", Wide, (g, x) => g.ConvBnRelu6("conv", x, Wide, kernel: 3)),
            Stack("(b) separable", Wide, (g, x) => g.ConvBnRelu6("pointwise", Depthwise(g, x), Wide, kernel: 1)),
            Stack("(c) with linear bottleneck", Wide, (g, x) => g.ConvBnRelu6("next", g.ConvBn("project", Depthwise(g, x), Narrow, kernel: 1), Wide, kernel: 1)),
            Stack("(d) bottleneck with expansion", Narrow, (g, x) => g.ConvBn("project", Depthwise(g, g.ConvBnRelu6("expand", x, Wide, kernel: 1)), Narrow, kernel: 1)),
        ];
        return new PaperFigure(
            "figure2", "Figure 2: evolution of separable convolution blocks",
            [$"Widths show channels ({Wide} or {Narrow}); hatched tensors are linear, and the white one starts the next block. Stacked blocks of (c) and (d) form the same chain, divided at different places."],
            [Draw("Figure 2: evolution of separable convolution blocks", stacks, Wide)]);
    }

    /// <summary>Stacks side by side.</summary>
    public static Canvas Draw(string title, TensorStack[] stacks, int widestChannels)
    {
        var canvas = new Canvas(16 + (stacks.Length * (TensorStack.Width + 12)), 20 + stacks.Max(stack => stack.Height), title);
        foreach (var (i, stack) in stacks.Index())
            stack.Draw(canvas, 10 + (i * (TensorStack.Width + 12)), 8, widestChannels);
        return canvas;
    }

    static TensorStack Stack(string title, int channels, Func<GraphBuilder, Node, Node> build)
    {
        var g = new GraphBuilder(title);
        g.Output("output", build(g, g.Input("input", new Shape(1, 56, 56, channels))));
        return new TensorStack(title, [.. g.Build().Nodes.Skip(1)]);
    }

    static Node Depthwise(GraphBuilder g, Node x) => g.ConvBnRelu6("depthwise", x, x.Channels, kernel: 3, groups: x.Channels);
}
