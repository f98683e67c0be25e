using System.Collections.Immutable;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>What a user sees who shows the detections from a score on: which of them are right, and what is wrong with the others.</summary>
public sealed class DetectionErrors
{
    const double RightOverlap = 0.5, LeastOverlap = 0.1;

    readonly Dictionary<int, int> objects = [], right = [];
    readonly Dictionary<(DetectionErrorKind Kind, int Class), int> counts = [];
    readonly List<DetectionError> all = [];

    /// <summary>The errors in these images, of detections with at least this score.</summary>
    public DetectionErrors(IReadOnlyList<EvaluatedImage> images, double scoreThreshold)
    {
        ArgumentNullException.ThrowIfNull(images);
        ScoreThreshold = scoreThreshold;
        for (var i = 0; i < images.Count; i++)
            Find(i, images[i]);
        foreach (var error in all)
            Add(counts, (error.Kind, error.Class));
        All = [.. all];
        Classes = [.. objects.Keys.Concat(counts.Keys.Select(key => key.Class)).Distinct().Order()];
    }

    /// <summary>Detections with less are not looked at.</summary>
    public double ScoreThreshold { get; }

    /// <summary>The errors, image by image.</summary>
    public ImmutableArray<DetectionError> All { get; }

    /// <summary>The classes that have an object or an error.</summary>
    public ImmutableArray<int> Classes { get; }

    /// <summary>Detections that have found an object, each another one.</summary>
    public int Right => right.Values.Sum();

    /// <summary>Objects to find; crowds are none.</summary>
    public int Objects => objects.Values.Sum();

    /// <summary>The part of the detections that is right, 0…1; null where there is none.</summary>
    public double? Precision => Share(Right, Right + All.Count(error => error.Kind != DetectionErrorKind.Missed));

    /// <summary>The part of the objects that is found, 0…1; null where there is none.</summary>
    public double? Recall => Share(Right, Objects);

    /// <summary>A kind in words.</summary>
    public static string Words(DetectionErrorKind kind) => kind switch
    {
        DetectionErrorKind.Localization => "wrong box",
        DetectionErrorKind.Class => "wrong class",
        DetectionErrorKind.ClassAndLocalization => "wrong class and box",
        DetectionErrorKind.Duplicate => "duplicate",
        DetectionErrorKind.Background => "no object",
        DetectionErrorKind.Missed => "missed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of error."),
    };

    /// <summary>Errors of a kind.</summary>
    public int Count(DetectionErrorKind kind) => All.Count(error => error.Kind == kind);

    /// <summary>Errors of a kind in a class: that of the detection, or of the object that was missed.</summary>
    public int Count(DetectionErrorKind kind, int @class) => counts.GetValueOrDefault((kind, @class));

    /// <summary>Objects of a class.</summary>
    public int ObjectsOf(int @class) => objects.GetValueOrDefault(@class);

    /// <summary>Objects of a class that are found.</summary>
    public int RightOf(int @class) => right.GetValueOrDefault(@class);

    /// <summary>The part of a class's detections that is right, 0…1; null where there is none.</summary>
    public double? PrecisionOf(int @class) => Share(
        RightOf(@class), RightOf(@class) + Enum.GetValues<DetectionErrorKind>().Where(kind => kind != DetectionErrorKind.Missed).Sum(kind => Count(kind, @class)));

    /// <summary>The part of a class's objects that is found, 0…1; null where there is none.</summary>
    public double? RecallOf(int @class) => Share(RightOf(@class), ObjectsOf(@class));

    static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    void Find(int index, EvaluatedImage image)
    {
        var shown = image with { Detections = [.. image.Detections.Where(detection => detection.Score >= ScoreThreshold)] };
        var (settled, wrong) = (new List<AnnotatedBox>(), new List<ScoredBox>());
        foreach (var (@class, of) in ImageClass.ByClass([shown]))
        {
            var here = of[0];
            var matches = here.Match(RightOverlap, Array.ConvertAll(here.Objects, annotated => annotated.IsCrowd));
            AnnotatedBox[] found = [.. matches.Where(match => match >= 0).Select(match => here.Objects[match]).Where(annotated => !annotated.IsCrowd)];
            Add(right, @class, found.Length);
            Add(objects, @class, here.Objects.Count(annotated => !annotated.IsCrowd));
            settled.AddRange(found);
            wrong.AddRange(here.Detections.Where((_, i) => matches[i] < 0));
        }

        DetectionError[] errors = [.. wrong.OrderByDescending(detection => detection.Score).Select(detection => Explain(index, detection, image.Objects))];
        all.AddRange(errors);
        settled.AddRange(errors.Where(error => error.Kind is DetectionErrorKind.Localization or DetectionErrorKind.Class).Select(error => error.Object!.Value));
        all.AddRange(image.Objects.Boxes.Where(annotated => !annotated.IsCrowd && !settled.Remove(annotated))
            .Select(annotated => new DetectionError(DetectionErrorKind.Missed, index, annotated.Class, null, annotated)));
    }

    static DetectionError Explain(int image, ScoredBox detection, AnnotatedBoxes objects)
    {
        var (own, ownOverlap) = Nearest(objects.Boxes.Where(annotated => annotated.Class == detection.Class));
        if (ownOverlap >= LeastOverlap)
            return Error(ownOverlap >= RightOverlap ? DetectionErrorKind.Duplicate : DetectionErrorKind.Localization, own);
        var (other, overlap) = Nearest(objects.Boxes.Where(annotated => annotated.Class != detection.Class));
        return overlap >= LeastOverlap
            ? Error(overlap >= RightOverlap ? DetectionErrorKind.Class : DetectionErrorKind.ClassAndLocalization, other)
            : Error(DetectionErrorKind.Background, null);

        DetectionError Error(DetectionErrorKind kind, AnnotatedBox? annotated) => new(kind, image, detection.Class, detection, annotated);

        (AnnotatedBox? Object, double Overlap) Nearest(IEnumerable<AnnotatedBox> boxes)
        {
            (AnnotatedBox? Object, double Overlap) nearest = (null, 0);
            foreach (var annotated in boxes.Where(annotated => !annotated.IsCrowd))
            {
                var overlap = ImageClass.Overlap(detection.Box, annotated);
                if (overlap > nearest.Overlap)
                    nearest = (annotated, overlap);
            }

            return nearest;
        }
    }

    static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int count = 1)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + count;
}
