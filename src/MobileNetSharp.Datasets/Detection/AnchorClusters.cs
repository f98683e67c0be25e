using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>YOLOv2's anchors (arXiv 1612.08242, §2): k-means on the shapes of a data set's boxes, with 1 − IoU as the distance.</summary>
public static class AnchorClusters
{
    /// <summary>Far more than it takes until no box changes its cluster.</summary>
    const int MaximumRounds = 1000;

    /// <summary>The anchors, the smallest first; fewer where the boxes have fewer shapes. The same for the same seed.</summary>
    /// <param name="shapes">Widths and heights, such as <see cref="ShapesOf"/>.</param>
    /// <param name="count">How many anchors, at least 1.</param>
    /// <param name="seed">Decides which shapes it begins with.</param>
    public static ImmutableArray<CellAnchor> Find(IReadOnlyList<CellAnchor> shapes, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var centers = Begin(shapes, count, new RandomStream(seed, "anchors"));
        var owners = new int[shapes.Count];
        for (var round = 0; round < MaximumRounds; round++)
        {
            var changed = round == 0;
            for (var i = 0; i < owners.Length; i++)
            {
                var nearest = Nearest(shapes[i], centers);
                changed |= nearest != owners[i];
                owners[i] = nearest;
            }

            if (!changed)
                break;
            for (var cluster = 0; cluster < centers.Count; cluster++)
            {
                CellAnchor[] own = [.. shapes.Where((_, i) => owners[i] == cluster)];
                if (own.Length > 0)
                    centers[cluster] = new(own.Average(shape => shape.Width), own.Average(shape => shape.Height));
            }
        }

        return [.. centers.OrderBy(anchor => anchor.Width * anchor.Height)];
    }

    /// <summary>How much the boxes overlap the anchors that are nearest to them, on average; 0 without boxes.</summary>
    public static double MeanIou(IReadOnlyList<CellAnchor> shapes, ImmutableArray<CellAnchor> anchors)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return shapes.Count == 0 ? 0 : shapes.Average(shape => anchors.Max(anchor => Iou(shape, anchor)));
    }

    /// <summary>The shapes of a data set's objects as a network sees them, in cells; crowds and images that cannot be read are left out.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="preprocessing">How an image becomes the input.</param>
    /// <param name="input">Height and width of the input in pixels.</param>
    /// <param name="cells">Height and width of the map that boxes are predicted from.</param>
    public static IReadOnlyList<CellAnchor> ShapesOf(DetectionDataset images, Preprocessing preprocessing, Size input, Size cells)
    {
        ArgumentNullException.ThrowIfNull(images);
        var shapes = new List<CellAnchor>();
        for (var index = 0; index < images.Count; index++)
        {
            var boxes = images.TargetOf(index).Boxes.Where(box => !box.IsCrowd).ToArray();
            if (boxes.Length == 0 || images.SizeOf(index) is not (var width and > 0, var height and > 0))
                continue;
            var frame = ImagePreprocessor.FrameTransform(width, height, preprocessing, input.Width, input.Height);
            foreach (var box in boxes)
            {
                var (left, top, right, bottom) = frame.Apply(box.Box.Left, box.Box.Top, box.Box.Right, box.Box.Bottom);
                if (right > left && bottom > top)
                    shapes.Add(new((right - left) * cells.Width / input.Width, (bottom - top) * cells.Height / input.Height));
            }
        }

        return shapes;
    }

    /// <summary>The overlap of two boxes with one middle.</summary>
    public static double Iou(CellAnchor one, CellAnchor other)
    {
        var common = Math.Min(one.Width, other.Width) * Math.Min(one.Height, other.Height);
        return common / ((one.Width * one.Height) + (other.Width * other.Height) - common);
    }

    /// <summary>Shapes to begin with: each is the more likely the farther it is from those before it (k-means++).</summary>
    static List<CellAnchor> Begin(IReadOnlyList<CellAnchor> shapes, int count, RandomStream stream)
    {
        var centers = new List<CellAnchor>();
        var distances = Enumerable.Repeat(1.0, shapes.Count).ToArray();
        while (centers.Count < count && distances.Sum() is > 0 and var sum)
        {
            var at = stream.NextUniform() * sum;
            var next = 0;
            while (next < distances.Length - 1 && (at -= distances[next]) >= 0)
                next++;
            // Rounding may lead past the last one that is any distance away.
            while (distances[next] <= 0)
                next--;
            centers.Add(shapes[next]);
            for (var i = 0; i < distances.Length; i++)
                distances[i] = Math.Min(distances[i], Math.Pow(1 - Iou(shapes[i], shapes[next]), 2));
        }

        return centers;
    }

    static int Nearest(CellAnchor shape, List<CellAnchor> centers)
    {
        var best = 0;
        for (var i = 1; i < centers.Count; i++)
        {
            if (Iou(shape, centers[i]) > Iou(shape, centers[best]))
                best = i;
        }

        return best;
    }
}
