using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>The objects and the best detections of one class in one image, and how they overlap.</summary>
sealed class ImageClass
{
    readonly double[,] overlaps;

    public ImageClass(AnnotatedBox[] objects, IEnumerable<ScoredBox> detections)
    {
        Objects = objects;
        Detections = [.. detections.OrderByDescending(detection => detection.Score).Take(CocoEvaluator.MaximumDetections)];
        overlaps = new double[Detections.Length, Objects.Length];
        for (var i = 0; i < Detections.Length; i++)
        {
            for (var j = 0; j < Objects.Length; j++)
                overlaps[i, j] = Overlap(Detections[i].Box, Objects[j]);
        }
    }

    public AnnotatedBox[] Objects { get; }

    /// <summary>The best first.</summary>
    public ScoredBox[] Detections { get; }

    /// <summary>The images that have an object or a detection of a class, in their order.</summary>
    public static Dictionary<int, List<ImageClass>> ByClass(IEnumerable<EvaluatedImage> images)
    {
        var byClass = new Dictionary<int, List<ImageClass>>();
        foreach (var image in images)
        {
            var objects = image.Objects.Boxes.ToLookup(box => box.Class);
            var detections = image.Detections.ToLookup(detection => detection.Class);
            foreach (var @class in objects.Select(of => of.Key).Union(detections.Select(of => of.Key)))
            {
                if (!byClass.TryGetValue(@class, out var list))
                    byClass.Add(@class, list = []);
                list.Add(new([.. objects[@class]], detections[@class]));
            }
        }

        return byClass;
    }

    /// <summary>
    /// The object that each detection is matched with at an IoU threshold, −1 for none. The better detection chooses first, from
    /// objects that count before ignored ones; of equal overlaps the later object is taken. A crowd may be taken by many.
    /// </summary>
    public int[] Match(double threshold, bool[] ignored)
    {
        int[] order = [.. Enumerable.Range(0, Objects.Length).OrderBy(j => ignored[j])];
        var taken = new bool[Objects.Length];
        var matches = new int[Detections.Length];
        for (var i = 0; i < matches.Length; i++)
        {
            var (best, match) = (Math.Min(threshold, 1 - 1e-10), -1);
            foreach (var j in order)
            {
                if (taken[j] && !Objects[j].IsCrowd)
                    continue;
                if (match >= 0 && !ignored[match] && ignored[j])
                    break;
                if (overlaps[i, j] >= best)
                    (best, match) = (overlaps[i, j], j);
            }

            if (match >= 0)
                taken[match] = true;
            matches[i] = match;
        }

        return matches;
    }

    /// <summary>Intersection over union; with a crowd, the part of the detection that is inside.</summary>
    public static double Overlap(Box detection, AnnotatedBox annotated)
    {
        if (!annotated.IsCrowd)
            return detection.IntersectionOverUnion(annotated.Box);
        var common = detection.Intersection(annotated.Box);
        return common > 0 ? common / detection.Area : 0;
    }
}
