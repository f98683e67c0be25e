using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using static System.FormattableString;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>How large the objects of a data set are in a network's input, and whether its anchors fit them: what no anchor overlaps by half is hardly learned.</summary>
public sealed record AnchorFit
{
    /// <summary>An anchor reaches an object by this intersection over union, as in training.</summary>
    public const double LeastIou = 0.5;

    /// <summary>Of more objects, so many are looked at, evenly.</summary>
    const int MostObjects = 50_000;

    AnchorFit(Size input, double smallestAnchor, ImmutableArray<FittedObject> objects)
    {
        (InputSize, SmallestAnchor, Objects, Unreached) = (input, smallestAnchor, objects, objects.Count(of => of.Iou < LeastIou));
        Sides = [.. objects.Select(of => of.Side).Order()];
    }

    /// <summary>Height and width of the input.</summary>
    public Size InputSize { get; }

    /// <summary>The side of a square of the smallest anchor's area, in pixels of the input.</summary>
    public double SmallestAnchor { get; }

    /// <summary>The side of a square of each object's area in pixels of the input, in ascending order.</summary>
    public ImmutableArray<double> Sides { get; }

    /// <summary>How many objects no anchor reaches.</summary>
    public int Unreached { get; }

    /// <summary>Their share.</summary>
    public double UnreachedShare => (double)Unreached / Sides.Length;

    /// <summary>The side that is in the middle of all.</summary>
    public double MedianSide => Sides[Sides.Length / 2];

    internal ImmutableArray<FittedObject> Objects { get; }

    /// <summary>How many objects are smaller.</summary>
    public int CountBelow(double side) => Sides.Count(of => of < side);

    /// <summary>Resizes the objects as their images are, and compares them with the anchors; null where there is no object in an image of a known size.</summary>
    /// <param name="dataset">The objects; crowds are left out.</param>
    /// <param name="anchors">A detector's anchors.</param>
    /// <param name="input">Its input.</param>
    /// <param name="preprocessing">How images become the input; null: the whole image is stretched to it.</param>
    public static AnchorFit? Measure(DetectionFiles dataset, AnchorTable anchors, Size input, Preprocessing? preprocessing = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(anchors);
        var (images, marked) = (dataset.Annotations.Images, new List<(int Image, AnnotatedObject Object)>());
        for (var image = 0; image < images.Length; image++)
        {
            if (images[image] is { Width: > 0, Height: > 0 })
                marked.AddRange(images[image].Objects.Where(box => !box.IsCrowd && box.Box.Area > 0).Select(box => (image, box)));
        }

        if (marked.Count == 0)
            return null;
        var values = anchors.Create(input);
        Box[] places = [.. values.Chunk(4).Select(at => Box.FromCenter(at[1] * input.Width, at[0] * input.Height, at[3] * input.Width, at[2] * input.Height))];
        var chosen = marked.Count <= MostObjects ? marked : [.. Enumerable.Range(0, MostObjects).Select(i => marked[(int)((long)i * marked.Count / MostObjects)])];
        var fitted = new FittedObject[chosen.Count];
        ParallelWork.For(chosen.Count, Environment.ProcessorCount, i => fitted[i] = Fit(chosen[i].Image, images[chosen[i].Image], chosen[i].Object), progress: null, CancellationToken.None);
        return new(input, places.Min(place => Math.Sqrt(place.Area)), [.. fitted]);

        FittedObject Fit(int index, AnnotatedImage image, AnnotatedObject marked)
        {
            var transform = ImagePreprocessor.FrameTransform(image.Width, image.Height, preprocessing ?? Preprocessing.TensorFlow with { CropFraction = 1 }, input.Width, input.Height);
            var (left, top, right, bottom) = transform.Apply(marked.Box.Left, marked.Box.Top, marked.Box.Right, marked.Box.Bottom);
            var box = new Box(left, top, right, bottom);
            return new(index, marked, Math.Sqrt(box.Area), places.Max(box.IntersectionOverUnion));
        }
    }

    /// <summary>The figures in words.</summary>
    public override string ToString() =>
        Invariant($"{Sides.Length} objects of {Sides[0]:0.#} to {Sides[^1]:0.#} pixels at {InputSize}; smallest anchor {SmallestAnchor:0.#}; {100 * UnreachedShare:0.#} % reach an IoU of {LeastIou} with no anchor");
}

/// <summary>An object in the input: the side of a square of its area, and the best intersection over union that an anchor has with it.</summary>
readonly record struct FittedObject(int Image, AnnotatedObject Object, double Side, double Iou);
