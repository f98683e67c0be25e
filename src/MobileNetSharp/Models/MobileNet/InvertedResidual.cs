using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>A bottleneck block: an inverted residual with a linear bottleneck (Table 1, Figure 4d).</summary>
readonly record struct InvertedResidual(string Name, double T, int Channels, int Stride, int Dilation)
{
    /// <summary>Declares the block on its input and returns its output.</summary>
    public Node Add(GraphBuilder g, Node x)
    {
        var hasShortcut = Stride == 1 && x.Channels == Channels;
        if (T == 0 && hasShortcut)
            return x;

        var hidden = Math.Max(1, (int)Math.Round(x.Channels * T));
        var y = T == 1 ? x : g.ConvBnRelu6($"{Name}.expand", x, hidden, kernel: 1);
        y = g.ConvBnRelu6($"{Name}.depthwise", y, hidden, kernel: 3, Stride, Dilation, groups: hidden);
        y = g.ConvBn($"{Name}.project", y, Channels, kernel: 1);
        return hasShortcut ? g.Add($"{Name}.add", x, y) : y;
    }
}
