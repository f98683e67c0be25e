using MobileNetSharp.Detection;

namespace MobileNetSharp.Tests.Detection;

public class HardNegativesTests
{
    const int Background = AnchorMatcher.Background;

    static int[] Select(HardNegatives negatives, float[] losses, int[] matches, Box[]? boxes = null)
    {
        var selected = new bool[losses.Length];
        boxes ??= [.. losses.Select((_, i) => new Box(2 * i, 0, (2 * i) + 1, 1))];
        var counts = negatives.Select(boxes, losses, matches, selected);
        int[] chosen = [.. selected.Index().Where(one => one.Item).Select(one => one.Index)];
        Assert.Equal(chosen.Count(i => matches[i] >= 0), counts.Positives);
        Assert.Equal(chosen.Count(i => matches[i] == Background), counts.Negatives);
        return chosen;
    }

    [Fact]
    public void Three_of_the_background_with_the_highest_loss_join_each_matched_anchor() =>
        Assert.Equal([0, 2, 3, 5], Select(new(), [0.1f, 1, 3, 4, 2, 5], [0, Background, Background, Background, Background, Background]));

    [Fact]
    public void An_image_without_objects_teaches_by_its_three_worst_anchors_but_in_torchvision_by_none()
    {
        int[] matches = [Background, Background, Background, Background];
        Assert.Equal([0, 1, 3], Select(new(), [3, 2, 1, 4], matches));
        Assert.Empty(Select(HardNegatives.TorchVision, [3, 2, 1, 4], matches));
        Assert.Empty(Select(new() { MinimumNegatives = 0 }, [3, 2, 1, 4], matches));
    }

    [Fact]
    public void Of_anchors_that_predict_the_same_box_the_one_with_the_highest_loss_stays_even_if_the_other_is_matched()
    {
        var box = new Box(0, 0, 1, 1);
        Assert.Equal([1, 2], Select(new() { MinimumNegatives = 2 }, [1, 2, 0.5f], [0, Background, Background], [box, box, new(5, 5, 6, 6)]));
        Assert.Equal([0, 1, 2], Select(HardNegatives.TorchVision, [1, 2, 0.5f], [0, Background, Background], [box, box, new(5, 5, 6, 6)]));
    }

    [Fact]
    public void Ignored_anchors_are_never_chosen() =>
        Assert.Equal([1], Select(new(), [9, 1], [AnchorMatcher.Ignored, Background]));

    [Fact]
    public void There_is_a_limit_of_examples() =>
        Assert.Equal([2, 3], Select(new() { MaximumExamples = 2 }, [0.5f, 1, 3, 4], [0, Background, Background, Background]));

    [Theory]
    [InlineData("none")]
    [InlineData("several")]
    [InlineData("many")]
    public void The_choice_is_TensorFlows_and_torchvisions(string name)
    {
        var golden = SsdGolden.Root.GetProperty("mining").GetProperty(name);
        var (boxes, losses, matches) = (golden.GetProperty("boxes").Boxes(), golden.GetProperty("losses").Numbers(), golden.GetProperty("matches").Integers());
        Assert.Equal(golden.GetProperty("tensorFlow").Integers(), Select(new(), losses, matches, boxes));
        Assert.Equal(golden.GetProperty("tensorFlowV1Of50").Integers(), Select(new() { MinimumNegatives = 0, MaximumExamples = 50 }, losses, matches, boxes));
        Assert.Equal(golden.GetProperty("torchVision").Integers(), Select(HardNegatives.TorchVision, losses, matches, boxes));
    }
}
