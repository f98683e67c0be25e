using MobileNetSharp.Evaluation.Detection;
using static MobileNetSharp.Evaluation.Tests.Detection.Boxes;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class DetectionErrorsTests
{
    /// <summary>One of each kind: cat 0 found twice, cat 1 with a box of IoU 1/3, a dog taken for a cat, a dog that nothing finds, a dog's part taken for a cat, and a cat where nothing is.</summary>
    [Fact]
    public void Every_kind_of_error_is_counted_once()
    {
        var image = Image(
            [Object(0, 0, 40, 40), Object(100, 0, 40, 40), Object(200, 0, 40, 40, 1), Object(300, 0, 40, 40, 1), Object(400, 0, 40, 40, 1)],
            Found(0.9, 0, 0, 40, 40), Found(0.8, 5, 0, 40, 40), Found(0.7, 120, 0, 40, 40), Found(0.6, 200, 0, 40, 40), Found(0.5, 425, 0, 40, 40), Found(0.4, 600, 0, 40, 40));
        var errors = new DetectionErrors([image], 0.3);
        Assert.Equal(
            [DetectionErrorKind.Duplicate, DetectionErrorKind.Localization, DetectionErrorKind.Class, DetectionErrorKind.ClassAndLocalization, DetectionErrorKind.Background, DetectionErrorKind.Missed, DetectionErrorKind.Missed],
            errors.All.Select(error => error.Kind));
        Assert.Equal((1, 5, 1.0 / 6, 1.0 / 5), (errors.Right, errors.Objects, errors.Precision, errors.Recall));
        // Missed are the dog that nothing finds, and the one of which a part was taken for a cat.
        Assert.Equal([300.0, 400], errors.All.Where(error => error.Kind == DetectionErrorKind.Missed).Select(error => error.Object!.Value.Box.Left));
        Assert.Equal((1, 0), (errors.Count(DetectionErrorKind.Class, 0), errors.Count(DetectionErrorKind.Class, 1)));
        Assert.Equal((0, 2), (errors.Count(DetectionErrorKind.Missed, 0), errors.Count(DetectionErrorKind.Missed, 1)));
        Assert.Equal((1.0 / 6, 0.5, (double?)null, 0.0), (errors.PrecisionOf(0), errors.RecallOf(0), errors.PrecisionOf(1), errors.RecallOf(1)));
        Assert.Equal([0, 1], errors.Classes);
    }

    [Fact]
    public void Detections_below_the_threshold_are_not_looked_at()
    {
        var image = Image([Object(0, 0, 40, 40)], Found(0.3, 0, 0, 40, 40), Found(0.29, 100, 0, 40, 40));
        Assert.Equal((1, 0), (new DetectionErrors([image], 0.3).Right, new DetectionErrors([image], 0.3).All.Length));
        Assert.Equal(DetectionErrorKind.Missed, Assert.Single(new DetectionErrors([image], 0.31).All).Kind);
    }

    [Fact]
    public void Crowds_are_neither_missed_nor_found()
    {
        var errors = new DetectionErrors([Image([Object(0, 0, 100, 100) with { IsCrowd = true }], Found(0.9, 0, 0, 20, 20), Found(0.9, 40, 0, 20, 20))], 0.3);
        Assert.Empty(errors.All);
        Assert.Equal((0, 0, (double?)null, (double?)null), (errors.Right, errors.Objects, errors.Precision, errors.Recall));
    }

    /// <summary>Two equal objects, such as marked twice, are two.</summary>
    [Fact]
    public void Each_object_is_missed_once() =>
        Assert.Equal(1, new DetectionErrors([Image([Object(0, 0, 40, 40), Object(0, 0, 40, 40)], Found(0.9, 0, 0, 40, 40))], 0.3).Count(DetectionErrorKind.Missed));

    [Fact]
    public void The_worst_images_have_the_most_errors()
    {
        var result = new DetectionResult(["cat"], [
            Image([Object(0, 0, 40, 40)], Found(0.9, 0, 0, 40, 40)),
            Image([Object(0, 0, 40, 40)], Found(0.5, 100, 0, 40, 40)),
            Image([Object(0, 0, 40, 40)]),
            Image([], Found(0.9, 0, 0, 40, 40), Found(0.8, 100, 0, 40, 40))]);
        Assert.Equal([3, 1, 2], result.WorstImages(9));
        Assert.Equal([3], result.WorstImages(1));
    }

    [Fact]
    public void Without_images_or_objects_there_is_no_result()
    {
        Assert.StartsWith("No image", Assert.Throws<EvaluationException>(() => new DetectionResult(["cat"], [])).Message);
        Assert.StartsWith("No object", Assert.Throws<EvaluationException>(() => new DetectionResult(["cat"], [Image([], Found(0.9, 0, 0, 40, 40))])).Message);
    }

    [Fact]
    public void The_metrics_of_sizes_that_no_object_has_are_left_out()
    {
        var metrics = new DetectionResult(["cat"], [Image([Object(0, 0, 40, 40)], Found(0.9, 0, 0, 40, 40))]).Metrics;
        Assert.Equal(["ap", "ap50", "ap75", "apMedium", "ar1", "ar10", "ar100", "arMedium"], metrics.Keys);
        Assert.All(metrics.Values, value => Assert.Equal(1, value, 1e-9));
    }
}
