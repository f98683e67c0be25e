using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class DetectionLabelMapTests
{
    [Fact]
    public void Classes_are_names_whatever_their_numbers()
    {
        var map = DetectionLabelMap.Match(["Dog", "traffic_light", "person"], ClassNames.Coco90);
        Assert.Equal((2, 1, 0, null), (map.Classes[0], map.Classes[9], map.Classes[17], map.Classes[16]));
        Assert.Empty(map.Unmatched);
        // COCO's 80 classes in a list of 90 with gaps: ids, not places.
        var coco = DetectionLabelMap.Match(ClassNames.Coco, ClassNames.Coco90);
        Assert.Equal((80, 79), (coco.Classes.Count(index => index is not null), coco.Classes[89]));
        Assert.Null(coco.Classes[11]);
    }

    [Fact]
    public void A_class_that_the_model_lacks_is_named()
    {
        var map = DetectionLabelMap.Match(["dog", "helmet"], ["cat", "dog"]);
        Assert.Equal(["helmet"], map.Unmatched);
        Assert.Equal([null, 0], map.Classes);
        Assert.Equal([null, 1], DetectionLabelMap.Match(["dog", "helmet"], ["???", "thing"], new Dictionary<string, string> { ["helmet"] = "thing" }).Classes);
        Assert.Equal([0, null], DetectionLabelMap.Match(["helmet", "vest"], ["???", "thing"], new Dictionary<string, string> { ["helmet"] = "0" }).Classes);
    }

    [Theory]
    [InlineData("Disc", "disc")]
    [InlineData("disc", "Disc")]
    public void Of_two_classes_with_one_label_that_with_its_very_name_has_it_and_the_other_is_named(string first, string second)
    {
        var map = DetectionLabelMap.Match([first, second, "cat"], ["disc", "cat"]);
        Assert.Equal(["disc", "cat"], map.Classes.Select(index => map.ClassNames[index!.Value]));
        Assert.Equal(["Disc"], map.Unmatched);
        // Lines of a user.
        map = DetectionLabelMap.Match(["a", "b"], ["thing", "cat"], new Dictionary<string, string> { ["a"] = "thing", ["b"] = "thing" });
        Assert.Equal([0, null], map.Classes);
        Assert.Equal(["b"], map.Unmatched);
    }

    [Fact]
    public void A_model_without_any_of_the_classes_is_refused()
    {
        var error = Assert.Throws<EvaluationException>(() => DetectionLabelMap.Match(["raccoon"], ClassNames.Coco90));
        Assert.Equal(["raccoon"], error.UnmatchedClasses);
        Assert.Equal("None of the data set's classes ('raccoon') is one of the model's 80 labels ('person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck' and 72 more).", error.Message);
    }
}
