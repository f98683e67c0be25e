using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>The file's shapes of one to four axes as our <c>(N,H,W,C)</c>: the first axis is N, the last C, a third H; what is missing is 1.</summary>
static class TfLiteShapes
{
    public static Shape ToShape(TfLiteTensor tensor) => tensor.Shape switch
    {
        [var c] => new(1, 1, 1, c),
        [var n, var c] => new(n, 1, 1, c),
        [var n, var h, var c] => new(n, h, 1, c),
        [var n, var h, var w, var c] => new(n, h, w, c),
        _ => throw new ModelFormatException($"The activation {tensor.Label} should have one to four axes, has [{string.Join(", ", tensor.Shape)}]"),
    };

    /// <summary>The axes that an output keeps in other files; null where any file would give it the same.</summary>
    public static TensorLayout? Layout(TfLiteTensor tensor) => tensor.Shape.Length switch
    {
        3 => TensorLayout.Nhc,
        4 => TensorLayout.Nhwc,
        _ => null,
    };

    /// <summary>Where an axis of a tensor of so many axes is among our four.</summary>
    public static Axis Axis(TfLiteOperation op, int axis, int rank)
    {
        var fromFirst = axis < 0 ? axis + rank : axis;
        if (fromFirst < 0 || fromFirst >= rank)
            throw op.Fault($"the axis {axis} is not one of {rank}");
        return fromFirst == rank - 1 ? Graphs.Axis.Channels : (Axis)fromFirst;
    }

    public static Padding Padding(TfLiteOperation op, byte padding) => (TfLitePadding)padding switch
    {
        TfLitePadding.Same => Graphs.Padding.Same,
        TfLitePadding.Valid => Graphs.Padding.None,
        _ => throw op.Fault($"its padding should be 0 (SAME) or 1 (VALID), is {padding}"),
    };

    /// <summary>The amounts of PAD: a pair before and after for each of four axes.</summary>
    public static Padding Padding(TfLiteOperation op, TfLiteTensor amounts)
    {
        var pairs = amounts.Shape is [4, 2] ? amounts.Integers() : [];
        if (pairs is not [0, 0, _, _, _, _, 0, 0] || pairs.Any(amount => amount is < 0 or > int.MaxValue))
            throw op.Fault("it should pad height and width, given as [4, 2] numbers of at least 0");
        return new((int)pairs[2], (int)pairs[4], (int)pairs[3], (int)pairs[5]);
    }
}
