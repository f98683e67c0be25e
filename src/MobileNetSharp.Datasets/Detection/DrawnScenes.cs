using MobileNetSharp.Datasets.Shapes;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>
/// Generated images of one to six objects of five classes, each from 8 % to 60 % of the image's side, which overlap, on cluttered backgrounds with
/// noise. A box surrounds what is seen of its object, which is at least half of it; its area is that of the pixels that are seen.
/// An image is a function of the seed and its number alone.
/// </summary>
public sealed class DrawnScenes : DetectionDataset
{
    /// <summary>The least size at which the smallest objects can be distinguished.</summary>
    public const int MinimumSize = 96;

    readonly ulong seed;
    readonly int first;
    readonly AnnotatedBoxes?[] targets;

    /// <summary>So many square images of <paramref name="size"/> pixels, numbered from <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one image, or less than <see cref="MinimumSize"/> pixels.</exception>
    public DrawnScenes(int count, ulong seed = 1, int size = 160, int first = 0) : base([.. Figure.Outlines.Select(label => Figure.Names[label])])
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue - first);
        (this.seed, Size, this.first, targets) = (seed, size, first, new AnnotatedBoxes?[count]);
    }

    /// <inheritdoc/>
    public override int Count => targets.Length;

    /// <summary>Width and height of the images.</summary>
    public int Size { get; }

    /// <summary>So many images to learn from, and as many others to validate with as are asked for.</summary>
    public static DatasetSplits<AnnotatedBoxes> Splits(int train, int validation, ulong seed = 1, int size = 160)
        => new(new DrawnScenes(train, seed, size), new DrawnScenes(validation, seed, size, first: train));

    /// <inheritdoc/>
    public override string NameOf(int index) => $"{first + index:D6}.png";

    /// <inheritdoc/>
    public override AnnotatedBoxes TargetOf(int index) => targets[index] ??= new([.. Scene(index).Objects.Select(one => new AnnotatedBox(one.Box, one.Class) { Area = one.VisiblePixels })]);

    /// <inheritdoc/>
    public override RgbImage Load(int index) => Scene(index).Paint(new RandomStream(seed, "scene colors", first + index));

    ObjectScene Scene(int index) => new(Size, new RandomStream(seed, "scene objects", first + index));
}
