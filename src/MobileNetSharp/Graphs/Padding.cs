using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>
/// The padding of a sliding window: explicit amounts, or TensorFlow's SAME, whose amounts depend on the input's size
/// (output = ⌈input/stride⌉, the odd pixel at the bottom and the right).
/// </summary>
public readonly record struct Padding
{
    /// <summary>Explicit amounts in pixels.</summary>
    public Padding(int top, int left, int bottom, int right) => (Top, Left, Bottom, Right) = (top, left, bottom, right);

    /// <summary>True for TensorFlow's SAME; the amounts are then 0 until <see cref="Resolve"/>.</summary>
    public bool IsSame { get; private init; }

    /// <summary>Rows above.</summary>
    public int Top { get; private init; }

    /// <summary>Columns on the left.</summary>
    public int Left { get; private init; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; private init; }

    /// <summary>Columns on the right.</summary>
    public int Right { get; private init; }

    /// <summary>No padding (TensorFlow's VALID).</summary>
    public static Padding None => default;

    /// <summary>TensorFlow's SAME.</summary>
    public static Padding Same { get; } = new() { IsSame = true };

    /// <summary>PyTorch's usual padding: as many pixels on every side as keep the size at stride 1 for an odd kernel.</summary>
    public static Padding Symmetric(Size kernel, Size dilation)
    {
        var (y, x) = ((kernel.Height - 1) * dilation.Height / 2, (kernel.Width - 1) * dilation.Width / 2);
        return new Padding(y, x, y, x);
    }

    /// <summary>The explicit amounts for an input of the given size.</summary>
    public Padding Resolve(Size input, Size kernel, Size stride, Size dilation)
    {
        if (!IsSame)
            return this;

        var (top, bottom) = ResolveSame(input.Height, kernel.Height, stride.Height, dilation.Height);
        var (left, right) = ResolveSame(input.Width, kernel.Width, stride.Width, dilation.Width);
        return new Padding(top, left, bottom, right);
    }

    /// <summary>The padding as <c>same</c> or <c>1,1,1,1</c> (top, left, bottom, right).</summary>
    public override string ToString() => IsSame
        ? "same"
        : string.Create(CultureInfo.InvariantCulture, $"{Top},{Left},{Bottom},{Right}");

    static (int Before, int After) ResolveSame(int input, int kernel, int stride, int dilation)
    {
        var output = (input + stride - 1) / stride;
        var total = Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * dilation) + 1 - input);
        return (total / 2, total - (total / 2));
    }
}
