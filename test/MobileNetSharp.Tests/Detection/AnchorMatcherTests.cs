using MobileNetSharp.Detection;

namespace MobileNetSharp.Tests.Detection;

public class AnchorMatcherTests
{
    /// <summary>Three anchors side by side, a third of the input each.</summary>
    static readonly float[] Three = [0.5f, 1 / 6f, 1, 1 / 3f, 0.5f, 0.5f, 1, 1 / 3f, 0.5f, 5 / 6f, 1, 1 / 3f];

    static int[] Match(AnchorMatcher matcher, params Box[] objects)
    {
        var matches = new int[3];
        matcher.Match(objects, Three, matches);
        return matches;
    }

    [Fact]
    public void An_anchor_matches_what_it_overlaps_by_half() =>
        Assert.Equal([AnchorMatcher.Background, 0, AnchorMatcher.Background], Match(new(), new Box(0.34, 0.1, 0.66, 0.9)));

    [Fact]
    public void An_object_that_overlaps_too_little_still_has_its_best_anchor()
    {
        var small = new Box(0.7, 0.4, 0.8, 0.5);
        Assert.Equal([AnchorMatcher.Background, AnchorMatcher.Background, 0], Match(new(), small));
        Assert.All(Match(new() { ForcesMatches = false }, small), match => Assert.Equal(AnchorMatcher.Background, match));
    }

    [Fact]
    public void An_object_that_overlaps_nothing_takes_the_first_anchor() =>
        Assert.Equal([0, AnchorMatcher.Background, AnchorMatcher.Background], Match(new(), new Box(2, 2, 3, 3)));

    [Fact]
    public void An_object_without_area_takes_the_first_anchor() =>
        Assert.Equal([0, AnchorMatcher.Background, AnchorMatcher.Background], Match(new(), new Box(0.8, 0.2, 0.8, 0.9)));

    [Fact]
    public void Of_two_objects_that_want_an_anchor_the_first_gets_it_and_torchvisions_last()
    {
        Box[] objects = [new(0.7, 0.1, 0.9, 0.5), new(0.67, 0.05, 1, 1)];
        Assert.Equal(0, Match(new(), objects)[2]);
        Assert.Equal(1, Match(AnchorMatcher.TorchVision, objects)[2]);
    }

    [Fact]
    public void A_forced_match_overrides_a_better_one()
    {
        // The second anchor overlaps the first object by more than half, and is the best of the second too.
        Box[] objects = [new(1 / 3.0, 0, 2 / 3.0, 0.95), new(0.4, 0.4, 0.6, 0.6)];
        Assert.Equal(1, Match(AnchorMatcher.TorchVision, objects)[1]);
    }

    [Fact]
    public void Between_the_thresholds_an_anchor_is_ignored() => Assert.Equal(
        [AnchorMatcher.Background, AnchorMatcher.Ignored, AnchorMatcher.Background],
        Match(new() { UnmatchedThreshold = 0.3, ForcesMatches = false }, new Box(0.34, 0, 0.66, 0.4)));

    [Fact]
    public void Without_objects_everything_is_background() =>
        Assert.All(Match(new()), match => Assert.Equal(AnchorMatcher.Background, match));

    [Theory]
    [InlineData("none")]
    [InlineData("one")]
    [InlineData("several")]
    [InlineData("zeroArea")]
    [InlineData("many")]
    public void Matches_and_codes_are_TensorFlows_and_torchvisions(string name)
    {
        var golden = SsdGolden.Root.GetProperty("matching").GetProperty(name);
        var (objects, anchors) = (golden.GetProperty("objects").Boxes(), SsdGolden.Anchors);
        AssertMatches("tensorFlow", new());
        AssertMatches("torchVision", AnchorMatcher.TorchVision);
        AssertCodes("tensorFlowCodes", new BoxCoder());
        AssertCodes("torchVisionCodes", new BoxCoder { Order = BoxCodeOrder.XYWidthHeight });

        void AssertMatches(string key, AnchorMatcher matcher)
        {
            if (!golden.TryGetProperty(key, out var expected))
                return;
            var matches = new int[anchors.Length / 4];
            matcher.Match(objects, anchors, matches);
            Assert.Equal(expected.Integers(), matches);
        }

        void AssertCodes(string key, BoxCoder coder)
        {
            if (!golden.TryGetProperty(key, out var expected))
                return;
            var (codes, code) = (expected.Numbers(), new float[4]);
            foreach (var (anchor, pair) in golden.GetProperty("pairs").Integers().Index())
            {
                coder.Encode(objects[pair], anchors.AsSpan(4 * anchor, 4), code);
                Assert.All(code.Zip(codes[(4 * anchor)..]), numbers => Assert.Equal(numbers.Second, numbers.First, 2e-4f * Math.Max(1, Math.Abs(numbers.Second))));
            }
        }
    }
}
