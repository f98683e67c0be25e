using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>The shape of an activation, <c>(N,H,W,C)</c>: images, height, width, channels.</summary>
public readonly record struct Shape(int Batch, int Height, int Width, int Channels)
{
    /// <summary>Number of elements; the builder keeps it within an <see cref="int"/>.</summary>
    public long Count => (long)Batch * Height * Width * Channels;

    /// <summary>Elements of one image.</summary>
    public long CountPerImage => (long)Height * Width * Channels;

    /// <summary>Height and width.</summary>
    public Size Size => new(Height, Width);

    /// <summary>The length of an axis.</summary>
    public int this[Axis axis] => axis switch
    {
        Axis.Batch => Batch,
        Axis.Height => Height,
        Axis.Width => Width,
        _ => Channels,
    };

    /// <summary>The shape as <c>1x224x224x3</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Batch}x{Height}x{Width}x{Channels}");
}

/// <summary>A height and a width: of a kernel, a stride, a dilation or an image.</summary>
public readonly record struct Size(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static implicit operator Size(int side) => new(side, side);

    /// <summary>A square; the named form of the conversion.</summary>
    public static Size FromInt32(int side) => side;

    /// <summary>The longest side of an image that is read, in pixels.</summary>
    public const int MaximumSide = ushort.MaxValue;

    /// <summary>A size in words: <c>224</c>, or height and width, <c>240x320</c>; each from 1 to <see cref="MaximumSide"/>.</summary>
    public static bool TryParse(string? text, out Size size)
    {
        size = text?.Split('x', 'X') is { Length: <= 2 } sides && Side(sides[0]) is { } height && Side(sides[^1]) is { } width ? new(height, width) : default;
        return size != default;

        static int? Side(string side) => ushort.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0 ? pixels : null;
    }

    /// <summary>Height times width.</summary>
    public int Area => Height * Width;

    /// <summary>The size as <c>3x3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
