using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Training.Detection;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>What is said of an exported detector: that it finds the same, and never because nothing was looked at.</summary>
public class DetectionComparisonTests
{
    [Fact]
    public void Detections_that_are_shown_are_compared_and_weaker_ones_are_not()
    {
        var comparison = DetectionComparison.Of([Image(At(0, 0.9f), At(50, 0.1f))], [Image(At(0, 0.88f))]);
        Assert.Equal((1, 1), (comparison.Images, comparison.Agreements));
        Assert.Equal(0.02, comparison.LargestDifference, 1e-6);
        Assert.Equal(0, DetectionComparison.Of([Image(At(0, 0.9f))], [Image(At(20, 0.9f))]).Agreements);
    }

    [Fact]
    public void Where_nothing_is_shown_the_best_detections_are_compared()
    {
        ScoredBox[] weak = [.. Enumerable.Range(0, 12).Select(i => At(15 * i, 0.2f - (0.01f * i)))];
        var same = DetectionComparison.Of([Image(weak)], [Image([.. weak.Select(box => box with { Score = box.Score - 0.001f })])]);
        Assert.Equal((1, 0.001), (same.Agreements, Math.Round(same.LargestDifference, 6)));
        Assert.Equal(1, DetectionComparison.Of([Image(weak)], [Image(weak[..10])]).Agreements);
        var other = DetectionComparison.Of([Image(weak), Image()], [Image([.. weak.Select(box => box with { Class = 1 })]), Image()]);
        Assert.Equal((1, 1.0), (other.Agreements, other.LargestDifference));
        Assert.Equal(0, DetectionComparison.Of([Image(weak)], [Image()]).Agreements);
    }

    static ScoredBox At(double left, float score) => new(new Box(left, 0, left + 10, 10), 0, score);

    static EvaluatedImage Image(params ScoredBox[] detections) => new(0, "image", AnnotatedBoxes.None, [.. detections]);
}
