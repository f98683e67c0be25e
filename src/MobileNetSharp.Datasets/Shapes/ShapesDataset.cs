using MobileNetSharp.Models;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Datasets;

/// <summary>
/// Generated pictures: shapes and textures of random colour, size, place and rotation on cluttered backgrounds. A picture is a
/// function of the seed and its number alone; every class has equally many.
/// </summary>
public sealed class ShapesDataset : ImageDataset
{
    readonly ulong seed;
    readonly int first;

    /// <summary>So many square pictures of <paramref name="size"/> pixels, numbered from <paramref name="first"/> on.</summary>
    public ShapesDataset(int count, ulong seed = 1, int size = 64, int first = 0)
        : base(["disc", "ring", "triangle", "square", "star", "cross", "stripes", "checks", "dots", "waves"])
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        (Count, this.seed, Size, this.first) = (count, seed, size, first);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>Width and height of the pictures.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override int LabelOf(int index) => (first + index) % ClassNames.Count;

    /// <inheritdoc/>
    public override string NameOf(int index) => $"{ClassNames[LabelOf(index)]}/{first + index:D6}.png";

    /// <inheritdoc/>
    public override RgbImage Load(int index)
    {
        var stream = new RandomStream(seed, "shapes", first + index);
        var image = new RgbImage(Size, Size);
        foreach (ref var level in image.Pixels.AsSpan())
            level = (byte)((LabelOf(index) * 25) + stream.NextInt(20));
        return image;
    }
}
