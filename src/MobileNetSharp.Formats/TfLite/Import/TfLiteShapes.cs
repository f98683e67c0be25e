using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>The file's shapes of one to four axes as our <c>(N,H,W,C)</c>: the first axis is N, the last C, a third H; what is missing is 1.</summary>
static class TfLiteShapes
{
    public static Shape ToShape(TfLiteTensor tensor) => ToShape(tensor.Shape)
        ?? throw new ModelFormatException($"The activation {tensor.Label} should have one to four axes, has [{string.Join(", ", tensor.Shape)}]");

    /// <summary>Null where there are no axes, or too many.</summary>
    public static Shape? ToShape(ImmutableArray<int> shape) => shape switch
    {
        [var c] => new(1, 1, 1, c),
        [var n, var c] => new(n, 1, 1, c),
        [var n, var h, var c] => new(n, h, 1, c),
        [var n, var h, var w, var c] => new(n, h, w, c),
        _ => null,
    };

    /// <summary>Where the axes of a tensor of so many are among our four.</summary>
    public static ImmutableArray<Axis?> Axes(int rank) => rank switch
    {
        1 => [Graphs.Axis.Channels],
        2 => [Graphs.Axis.Batch, Graphs.Axis.Channels],
        3 => [Graphs.Axis.Batch, Graphs.Axis.Height, Graphs.Axis.Channels],
        4 => [Graphs.Axis.Batch, Graphs.Axis.Height, Graphs.Axis.Width, Graphs.Axis.Channels],
        _ => throw new ModelFormatException($"An activation should have one to four axes, not {rank}"),
    };

    /// <summary>An axis of a tensor of so many, counted from its first.</summary>
    public static int Axis(TfLiteOperation op, long axis, int rank)
    {
        var fromFirst = axis < 0 ? axis + rank : axis;
        return fromFirst >= 0 && fromFirst < rank ? (int)fromFirst : throw op.Fault($"the axis {axis} is not one of {rank}");
    }

    public static Padding Padding(TfLiteOperation op, byte padding) => (TfLitePadding)padding switch
    {
        TfLitePadding.Same => Graphs.Padding.Same,
        TfLitePadding.Valid => Graphs.Padding.None,
        _ => throw op.Fault($"its padding should be 0 (SAME) or 1 (VALID), is {padding}"),
    };

    /// <summary>The amounts of PAD: a pair before and after for each of the tensor's axes, of which only height and width grow.</summary>
    public static Padding Padding(TfLiteOperation op, TfLiteValue x, TfLiteTensor amounts)
    {
        var rank = x.Axes.Length;
        var pairs = amounts.Shape is [var rows, 2] && rows == rank ? amounts.Integers() : [];
        if (pairs.Length == 0 || pairs.Any(amount => amount is < 0 or > int.MaxValue))
            throw op.Fault($"it should pad height and width, given as [{rank}, 2] numbers of at least 0");
        var padding = Graphs.Padding.None;
        for (var i = 0; i < rank; i++)
        {
            var (before, after) = ((int)pairs[2 * i], (int)pairs[(2 * i) + 1]);
            if ((before, after) == default)
                continue;
            padding = x.Axes[i] switch
            {
                Graphs.Axis.Height => new(before, padding.Left, after, padding.Right),
                Graphs.Axis.Width => new(padding.Top, before, padding.Bottom, after),
                _ => throw op.Fault($"it should pad height and width, but pads axis {i} of [{string.Join(", ", x.Shape)}]"),
            };
        }

        return padding;
    }
}
