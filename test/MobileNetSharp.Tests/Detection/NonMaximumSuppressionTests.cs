using MobileNetSharp.Detection;

namespace MobileNetSharp.Tests.Detection;

public class NonMaximumSuppressionTests
{
    static readonly ScoredBox Best = new(new(0, 0, 10, 10), 0, 0.9f);

    static string Kept(Suppression suppression, params ScoredBox[] boxes) =>
        string.Join(' ', NonMaximumSuppression.Apply(boxes, suppression).Select(box => Array.IndexOf(boxes, box)));

    [Fact]
    public void Of_boxes_that_overlap_more_than_the_threshold_the_best_is_kept()
    {
        // An intersection of 80 over a union of 120 is 2/3.
        var other = new ScoredBox(new(2, 0, 12, 10), 0, 0.8f);
        Assert.Equal("1", Kept(new() { IouThreshold = 0.66 }, other, Best));
        Assert.Equal("1 0", Kept(new() { IouThreshold = 0.67 }, other, Best));
        Assert.Equal("1 0", Kept(new() { IouThreshold = 80.0 / 120 }, other, Best));
    }

    [Fact]
    public void Boxes_of_different_classes_suppress_each_other_only_if_asked_to()
    {
        var other = Best with { Class = 1, Score = 0.8f };
        Assert.Equal("0 1", Kept(new(), Best, other));
        Assert.Equal("0", Kept(new() { Kind = SuppressionKind.BestClass }, Best, other));
    }

    [Fact]
    public void A_score_at_the_threshold_is_enough()
    {
        Assert.Equal("0", Kept(new() { ScoreThreshold = 0.9 }, Best));
        Assert.Equal("", Kept(new() { ScoreThreshold = 0.91 }, Best));
    }

    [Fact]
    public void A_box_without_area_suppresses_nothing_and_is_not_suppressed()
    {
        var line = new ScoredBox(new(0, 5, 10, 5), 0, 0.95f);
        Assert.Equal("1 2 0", Kept(new() { IouThreshold = 0 }, Best, line, line with { Score = 0.94f }));
    }

    [Fact]
    public void Numbers_of_boxes_are_limited()
    {
        ScoredBox[] boxes = [.. Enumerable.Range(0, 10).Select(i => new ScoredBox(new(20 * i, 0, (20 * i) + 10, 10), i % 2, 1 - (i / 20f)))];
        Assert.Equal("0 1 2", Kept(new() { MaximumDetections = 3 }, boxes));
        Assert.Equal("0 1 2 3", Kept(new() { MaximumPerClass = 2 }, boxes));
        Assert.Equal("0 1", Kept(new() { MaximumCandidates = 1 }, boxes));
        Assert.Equal("0", Kept(new() { MaximumCandidates = 1, Kind = SuppressionKind.BestClass }, boxes));
    }
}
