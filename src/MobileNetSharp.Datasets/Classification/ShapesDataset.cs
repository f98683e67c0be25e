using MobileNetSharp.Datasets.Shapes;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>
/// Generated images: shapes and textures of random color, size, place and rotation on cluttered backgrounds, partly hidden
/// and noisy. An image is a function of the seed and its number alone; the classes take turns.
/// </summary>
public sealed class ShapesDataset : ClassificationDataset
{
    /// <summary>The least size at which the textures can be told apart.</summary>
    public const int MinimumSize = 32;

    readonly ulong seed;
    readonly int first;

    /// <summary>So many square images of <paramref name="size"/> pixels, numbered from <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one image, or less than <see cref="MinimumSize"/> pixels.</exception>
    public ShapesDataset(int count, ulong seed = 1, int size = 64, int first = 0) : base(Figure.Names)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue - first);
        (Count, this.seed, Size, this.first) = (count, seed, size, first);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>Width and height of the images.</summary>
    public int Size { get; }

    /// <summary>So many images to learn from, and as many others to validate with as are asked for.</summary>
    public static DatasetSplits<int> Splits(int train, int validation, ulong seed = 1, int size = 64)
        => new(new ShapesDataset(train, seed, size), new ShapesDataset(validation, seed, size, first: train));

    /// <inheritdoc/>
    public override int LabelOf(int index) => (first + index) % ClassNames.Count;

    /// <inheritdoc/>
    public override string NameOf(int index) => $"{ClassNames[LabelOf(index)]}/{first + index:D6}.png";

    /// <inheritdoc/>
    public override RgbImage Load(int index)
        => new ShapesScene(Size, new RandomStream(seed, "shapes", first + index)).Draw(LabelOf(index));
}
