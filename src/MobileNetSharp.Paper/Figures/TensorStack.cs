using MobileNetSharp.Graphs;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Paper.Figures;

/// <summary>
/// A block drawn as the paper's Figures 2 and 3 draw it: its tensors above each other, each as wide as it has channels, hatched
/// where nothing bends it, with the operation between two of them and the shortcut beside them.
/// </summary>
/// <param name="Title">The block's name.</param>
/// <param name="Nodes">The nodes of the block, in order, after the one that it reads.</param>
sealed record TensorStack(string Title, IReadOnlyList<Node> Nodes)
{
    const double Box = 34, Between = 42, Top = 44, Side = 34;

    /// <summary>Width of a stack for the widest number of channels.</summary>
    public const double Widest = 190;

    /// <summary>Width with the shortcut's room.</summary>
    public const double Width = Widest + (2 * Side);

    /// <summary>Height with the title.</summary>
    public double Height => Top + ((Box + Between) * Tensors().Count) - Between;

    /// <summary>Draws the block with its left edge at x.</summary>
    public void Draw(Canvas canvas, double x, double top, int widestChannels)
    {
        var tensors = Tensors();
        var middle = x + (Width / 2);
        canvas.Text(middle, top + 16, Title, "middle", size: 13, bold: true);
        var y = top + Top;
        foreach (var (i, (conv, last)) in tensors.Index())
        {
            if (conv is not null)
            {
                canvas.Flow([(middle, y - Between), (middle, y)], Canvas.Muted, 1.4);
                canvas.Text(middle + 8, y - (Between / 2) + 4, Operation(conv, last), size: 12);
            }

            var width = Math.Max(10, Widest * last.Channels / widestChannels);
            canvas.Rectangle(middle - (width / 2), y, width, Box, i == 0 ? "#f3dfc4" : conv!.Name.StartsWith("next", StringComparison.Ordinal) ? "#ffffff" : "#d4e3f3", outline: Canvas.Ink);
            if (conv is not null && !IsBent(conv, last))
                canvas.Hatch(middle - (width / 2), y, width, Box);
            canvas.Words(middle, y + 21, FormattableString.Invariant($"{last.Channels}"), 11);
            y += Box + Between;
        }

        if (Nodes.FirstOrDefault(node => node.Op is Add) is { })
            Shortcut(canvas, x + 8, middle, top, tensors, widestChannels);
    }

    static void Shortcut(Canvas canvas, double x, double middle, double top, List<(Node? Conv, Node Last)> tensors, int widestChannels)
    {
        var (from, to) = (top + Top + (Box / 2), top + Top + ((Box + Between) * (tensors.Count - 1)) + (Box / 2));
        var edge = middle - (Math.Max(10, Widest * tensors[0].Last.Channels / widestChannels) / 2);
        var end = middle - (Math.Max(10, Widest * tensors[^1].Last.Channels / widestChannels) / 2);
        canvas.Path([(edge, from), (x, from), (x, to), (end - 6, to)], Canvas.Color(3), 1.8);
        canvas.Path([(end - 7, to - 4), (end, to), (end - 7, to + 4)], Canvas.Color(3), 1.8);
        canvas.Text(x + 4, (from + to) / 2, "add", color: Canvas.Color(3), size: 12);
    }

    /// <summary>The input, and behind each convolution the last node before the next.</summary>
    List<(Node? Conv, Node Last)> Tensors()
    {
        var tensors = new List<(Node?, Node)> { (null, Nodes[0].Inputs[0]) };
        foreach (var node in Nodes)
        {
            if (node.Op is Conv2d)
                tensors.Add((node, node));
            else if (node.Op is not Add)
                tensors[^1] = (tensors[^1].Item1, node);
        }

        return tensors;
    }

    bool IsBent(Node conv, Node last) => Nodes.SkipWhile(node => node != conv).TakeWhile(node => node != last).Append(last).Any(node => node.Op is Activation);

    string Operation(Node node, Node last)
    {
        var conv = (Conv2d)node.Op;
        var activation = Nodes.SkipWhile(other => other != node).TakeWhile(other => other != last).Append(last).FirstOrDefault(other => other.Op is Activation);
        var kernel = FormattableString.Invariant($"{conv.Kernel.Height}×{conv.Kernel.Width}");
        return $"{kernel}{(node.IsDepthwise ? " dwise" : "")}{(activation is null ? ", linear" : $", {activation.Op}")}";
    }
}
