using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Detection;

/// <summary>What each anchor of each image is to predict: the box of an object, and its class or the background.</summary>
static class DetectionTargets
{
    /// <summary>Codes <c>(N, anchors, 4)</c>, 0 where nothing is matched; and <c>(N, anchors)</c>: 1 + the class, <see cref="Background"/> or <see cref="Ignored"/>.</summary>
    public const string Boxes = "boxes", Classes = "classes";

    public const int Background = 0, Ignored = -1;

    /// <summary>An anchor that a crowd covers by more is neither an object nor background: what is there was not marked.</summary>
    const double CrowdCover = 0.5;

    public static Dictionary<string, Tensor> Encode(ImmutableArray<AnnotatedBoxes> images, Size size, SsdDecoding decoding)
    {
        var anchors = decoding.Anchors.Create(size);
        var (codes, classes) = (new float[images.Length * anchors.Length], new float[images.Length * anchors.Length / 4]);
        for (var i = 0; i < images.Length; i++)
            Encode(images[i], size, decoding.Coder, anchors, codes.AsSpan(i * anchors.Length, anchors.Length), classes.AsSpan(i * anchors.Length / 4, anchors.Length / 4));
        return new(StringComparer.Ordinal)
        {
            [Boxes] = Tensor.FromFloats([images.Length, anchors.Length / 4, 4], codes),
            [Classes] = Tensor.FromFloats([images.Length, anchors.Length / 4], classes),
        };
    }

    static void Encode(AnnotatedBoxes target, Size size, BoxCoder coder, float[] anchors, Span<float> codes, Span<float> classes)
    {
        AnnotatedBox[] objects = [.. target.Boxes.Where(box => !box.IsCrowd)];
        Box[] boxes = [.. objects.Select(box => Share(box.Box, size))], crowds = [.. target.Boxes.Where(box => box.IsCrowd).Select(box => Share(box.Box, size))];
        var matches = new int[classes.Length];
        new AnchorMatcher().Match(boxes, anchors, matches);
        for (var anchor = 0; anchor < matches.Length; anchor++)
        {
            var place = anchors.AsSpan(4 * anchor, 4);
            if (matches[anchor] >= 0)
            {
                coder.Encode(boxes[matches[anchor]], place, codes.Slice(4 * anchor, 4));
                classes[anchor] = 1 + objects[matches[anchor]].Class;
            }
            else
            {
                classes[anchor] = matches[anchor] == AnchorMatcher.Ignored || IsCovered(Box.FromCenter(place[1], place[0], place[3], place[2]), crowds) ? Ignored : Background;
            }
        }
    }

    /// <summary>Whether a crowd covers an anchor; both as shares of the image.</summary>
    public static bool IsCovered(Box anchor, Box[] crowds)
    {
        if (crowds.Length == 0)
            return false;
        var box = anchor.Clip(1, 1);
        return Array.Exists(crowds, crowd => crowd.Intersection(box) > CrowdCover * box.Area);
    }

    /// <summary>A box in pixels as shares of an image of a size.</summary>
    public static Box Share(Box box, Size size) => new(box.Left / size.Width, box.Top / size.Height, box.Right / size.Width, box.Bottom / size.Height);
}
