using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Reporting.Detection;

namespace MobileNetSharp.Reporting.Tests;

public class DetectionReportTests
{
    static readonly ImmutableArray<string> Names = ["cat", "dog"];

    [Fact]
    public void An_evaluation_report_shows_figures_curves_errors_classes_sizes_and_the_worst_images()
    {
        var (dataset, result) = Evaluated(Scene());
        var page = new EvaluationReport("Pets", DetectionSections.Create(result, dataset)).ToHtml().ToString();
        Assert.Equal(
            ["COCO&#39;s figures", "Precision and recall", "Kinds of errors", "Classes, the weakest first", "Sizes", "Images with the most errors"],
            Regex.Matches(page, "<h2>(.*?)</h2>").Select(match => match.Groups[1].Value));
        Assert.Equal(3, Regex.Count(page, "<title>(Mean of 2 classes|cat, AP [^<]*|dog, AP [^<]*)</title>"));
        foreach (var shown in new[] { "AP50: mean average precision at IoU 0.50", "1 wrong class, 1 missed", "below 16 pixels", "image0.png" })
            Assert.Contains(shown, page);
        Assert.Equal(12, Regex.Count(page, @"<td>A[PR][^<]*: [^<]*</td>"));
    }

    [Fact]
    public void What_is_right_wrong_and_missed_is_drawn_in_its_color()
    {
        var (dataset, result) = Evaluated(Scene());
        var picture = Assert.Single(DrawnDetections.Worst(result, dataset));
        Assert.Equal((480, 240), (picture.Image.Width, picture.Image.Height));
        // The boxes are at 2.4 times their places: right, wrong and missed.
        Assert.Equal(new RgbColor(0x35, 0xb0, 0x6b), At(picture.Image, 24 + 10, 24 + 95));
        Assert.Equal(new RgbColor(0xd8, 0x2e, 0x4a), At(picture.Image, 192 + 10, 24 + 95));
        Assert.Equal(new RgbColor(0xff, 0xb0, 0x1f), At(picture.Image, 360 + 10, 192 + 22));
        Assert.Equal("1 wrong class, 1 missed", picture.Errors);
        // The data set's own image stays as it is.
        Assert.All(dataset.Load(0).Pixels.ToArray(), level => Assert.Equal(0, level));
    }

    [Fact]
    public void Classes_that_are_confused_more_than_once_are_listed()
    {
        AnnotatedBoxes dogs = new([new(new(0, 0, 50, 50), 1), new(new(100, 0, 150, 50), 1)]);
        var (dataset, result) = Evaluated((dogs, [new(new(0, 0, 50, 50), 0, 0.9f), new(new(100, 0, 150, 50), 0, 0.9f)]));
        Assert.Contains("<tr><td>dog → cat</td><td>2</td></tr>", new EvaluationReport("Pets", DetectionSections.Create(result, dataset)).ToHtml().ToString());
    }

    [Fact]
    public void An_image_that_is_gone_is_left_out()
    {
        var (_, result) = Evaluated(Scene());
        Assert.Empty(DrawnDetections.Worst(result, new Scenes(Scene().Objects, isGone: true)));
        Assert.Contains("The images are not at hand.", new EvaluationReport("Pets", new DetectionSections(result, [])).ToHtml().ToString());
    }

    [Fact]
    public void A_detector_without_errors_has_a_report()
    {
        var (dataset, result) = Evaluated((new([new(new(10, 10, 50, 50), 0)]), [new(new(10, 10, 50, 50), 0, 0.9f)]));
        var page = new EvaluationReport("Pets", DetectionSections.Create(result, dataset)).ToHtml().ToString();
        Assert.Contains("None: every object was found, and nothing else.", page);
        Assert.Contains("100.0&#160;%", page);
    }

    [Fact]
    public void Many_classes_are_in_the_table_and_the_largest_as_curves()
    {
        AnnotatedBox[] objects = [.. Enumerable.Range(0, 40).SelectMany(@class => Enumerable.Range(0, 1 + @class).Select(i => new AnnotatedBox(new(i * 4, @class * 2, (i * 4) + 4, (@class * 2) + 2), @class)))];
        var result = new DetectionResult([.. Enumerable.Range(0, 40).Select(i => $"class{i}")], [new(0, "image.png", new([.. objects]), [])]);
        var page = new EvaluationReport("Many", new DetectionSections(result, [])).ToHtml().ToString();
        Assert.Contains("The mean over all 40 classes, and the 9 classes with the most objects.", page);
        Assert.Contains("<title>class39, AP", page);
        Assert.DoesNotContain("<title>class30, AP", page);
        Assert.Equal(40, Regex.Count(page, @"<tr><td>class\d+</td>"));
    }

    [Fact]
    public void A_training_report_has_curves_of_AP()
    {
        var (_, result) = Evaluated(Scene());
        HistoryRow[] history = [.. new[] { 0.1, 0.5 }.Select((ap, i) => new HistoryRow(i + 1) { TrainingLoss = 2 - ap, Metrics = new Dictionary<string, double> { ["ap"] = ap, ["ap50"] = ap * 1.5 } })];
        var page = new TrainingReport("Pets", history, new DetectionSections(result, [])).ToHtml().ToString();
        Assert.Contains("<title>Average precision</title>", page);
        Assert.Contains("IoU 0.50 at 2: 75", page);
    }

    /// <summary>A cat that is found, a dog that is taken for a cat, and a small dog that is missed.</summary>
    static (AnnotatedBoxes Objects, ImmutableArray<ScoredBox> Detections) Scene() => (
        new([new(new(10, 10, 50, 50), 0), new(new(80, 10, 120, 50), 1), new(new(150, 80, 160, 90), 1)]),
        [new(new(10, 10, 50, 50), 0, 0.9f), new(new(80, 10, 120, 50), 0, 0.8f), new(new(0, 0, 200, 100), 0, 0.1f)]);

    static (Scenes Dataset, DetectionResult Result) Evaluated((AnnotatedBoxes Objects, ImmutableArray<ScoredBox> Detections) scene) =>
        (new(scene.Objects), new(Names, [new(0, "image0.png", scene.Objects, scene.Detections)]));

    static RgbColor At(RgbImage image, int x, int y) => new(image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]);

    sealed class Scenes(AnnotatedBoxes objects, bool isGone = false) : DetectionDataset(Names)
    {
        readonly RgbImage image = new(200, 100);

        public override int Count => 1;

        public override AnnotatedBoxes TargetOf(int index) => objects;

        public override string NameOf(int index) => "image0.png";

        public override RgbImage Load(int index) => isGone ? throw new FileNotFoundException() : image;
    }
}
