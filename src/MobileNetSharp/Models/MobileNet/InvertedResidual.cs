using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>A bottleneck block (Table 1, Figure 4d).</summary>
readonly record struct InvertedResidual(string Name, double T, int Channels, int Stride, int Dilation)
{
    /// <summary>Declares the block. Returns its output, and the expanded tensor that its depthwise convolution reads.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="x">The block's input.</param>
    /// <param name="previous">The expanded tensor of the block before, for <see cref="Shortcut.Expansions"/>.</param>
    /// <param name="options">Kind of bottleneck and shortcut.</param>
    public (Node Output, Node Expanded) Add(GraphBuilder g, Node x, Node? previous, MobileNetV2Options options)
    {
        var hasShortcut = options.Shortcut == Shortcut.Bottlenecks && Stride == 1 && x.Channels == Channels;
        if (T == 0 && hasShortcut)
            return (x, x);

        var hidden = Math.Max(1, (int)Math.Round(x.Channels * T));
        var expanded = T == 1 ? x : g.ConvBnRelu6($"{Name}.expand", x, hidden, kernel: 1);
        if (options.Shortcut == Shortcut.Expansions && previous?.Shape == expanded.Shape)
            expanded = g.Add($"{Name}.expand.add", previous, expanded);

        var y = g.ConvBnRelu6($"{Name}.depthwise", expanded, hidden, kernel: 3, Stride, Dilation, groups: hidden);
        y = g.ConvBn($"{Name}.project", y, Channels, kernel: 1);
        if (!options.LinearBottlenecks)
            y = g.Relu6($"{Name}.project.relu6", y);
        return (hasShortcut ? g.Add($"{Name}.add", x, y) : y, expanded);
    }
}
