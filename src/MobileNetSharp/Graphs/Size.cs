using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>A height and a width: of a kernel, a stride, a dilation or an image.</summary>
public readonly record struct Size(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static implicit operator Size(int side) => new(side, side);

    /// <summary>A square; the named form of the conversion.</summary>
    public static Size FromInt32(int side) => side;

    /// <summary>Height times width.</summary>
    public int Area => Height * Width;

    /// <summary>The size as <c>3x3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
