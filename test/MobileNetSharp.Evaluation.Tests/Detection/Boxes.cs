using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Evaluation.Tests.Detection;

/// <summary>Short words for boxes in tests: left, top, width, height.</summary>
static class Boxes
{
    public static Box At(double left, double top, double width, double height) => new(left, top, left + width, top + height);

    public static AnnotatedBox Object(double left, double top, double width, double height, int @class = 0) => new(At(left, top, width, height), @class);

    public static ScoredBox Found(double score, double left, double top, double width, double height, int @class = 0) => new(At(left, top, width, height), @class, (float)score);

    public static EvaluatedImage Image(AnnotatedBox[] objects, params ScoredBox[] detections) => new(0, "image.jpg", new([.. objects]), [.. detections]);
}
