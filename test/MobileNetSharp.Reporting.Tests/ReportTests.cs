using System.Text.RegularExpressions;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Imaging;
using MobileNetSharp.Reporting.Classification;

namespace MobileNetSharp.Reporting.Tests;

public class ReportTests
{
    [Fact]
    public void A_training_report_shows_curves_confusion_mistakes_classes_recipe_and_provenance()
    {
        var result = Result(3);
        var page = new TrainingReport(
            "Ants and bees", [Row(1, trainingLoss: 2, validationLoss: 3, top1: 0.5), Row(2, trainingLoss: 1, validationLoss: 2, top1: 0.75)],
            new ClassificationSections(result, [new Mistake(new RgbImage(8, 8), "bee/3.jpg", "bee, honeybee", "ant", 0.875)]))
        {
            BestEpoch = 2,
            Figures = [new("minutes", "2.5")],
            Recipe = """{ "epochs": 2 }""",
            Provenance = [new("seed", "1")],
        }.ToHtml().ToString();
        Assert.Equal(
            ["Training", "Confusion", "Calibration", "The most confident mistakes", "Classes, the weakest first", "Recipe", "Provenance"],
            Regex.Matches(page, "<h2>(.*?)</h2>").Select(match => match.Groups[1].Value));
        // Loss and accuracy; nobody gave a learning rate or a speed.
        Assert.Equal(2, Regex.Count(page, "<title>(Loss|Accuracy|Learning rate|Speed)</title>"));
        foreach (var shown in new[] { "best: 2", "2.5", "ant, 87.5&#160;%", "is bee", "bee/3.jpg", "&quot;epochs&quot;", "<dd>1</dd>" })
            Assert.Contains(shown, page);
    }

    /// <summary>Epochs on kept features run a thousand times as fast as those of the whole network; of others the axis stays linear.</summary>
    [Theory]
    [InlineData(34_000, 20, true)]
    [InlineData(310, 295, false)]
    public void Speeds_of_different_magnitudes_share_a_logarithmic_axis(double first, double last, bool isLogarithmic)
    {
        HistoryRow[] history = [new(1) { ImagesPerSecond = first }, new(2) { ImagesPerSecond = last }];
        var page = new TrainingReport("Run", history, new ClassificationSections(Result(3), [])).ToHtml().ToString();
        Assert.Equal(isLogarithmic, page.Contains(">1,000</text>", StringComparison.Ordinal));
        Assert.Equal(!isLogarithmic, page.Contains(">305</text>", StringComparison.Ordinal) || page.Contains(">300</text>", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_report_says_on_which_images_it_was_measured_which_phase_had_the_best_epoch_and_what_was_left_out()
    {
        var page = new TrainingReport(
            "Ants", [Row(1, 2, 3, 0.5) with { Phase = "head", Seconds = 1 }, Row(2, 1, 2, 0.7) with { Phase = "head", Seconds = 1.5 }, Row(3, 1, 2.5, 0.7) with { Phase = "all layers", Seconds = 4 }],
            new ClassificationSections(Result(3), []))
        {
            BestEpoch = 2,
            Measured = "The figures are of the best epoch, 2 (lowest validation loss 2), on the 24 validation images.",
            LeftOut = ["ants/1.jpg: truncated"],
        }.ToHtml().ToString();
        Assert.Contains("lowest validation loss 2), on the 24 validation images.", page);
        Assert.Matches(@"<td>head</td>\s*<td>1 to 2 \(best: 2\)</td>\s*<td>2.5</td>", page);
        Assert.Matches(@"<td>all layers</td>\s*<td>3</td>\s*<td>4.0</td>", page);
        Assert.Contains("<h2>Images left out</h2>", page);
        Assert.Contains("ants/1.jpg: truncated", page);
    }

    [Fact]
    public void A_run_without_an_epoch_still_has_a_report() =>
        Assert.DoesNotContain("<h2>Training", new TrainingReport("Run", [], new ClassificationSections(Result(3), [])).ToHtml().ToString());

    [Fact]
    public void Of_a_thousand_classes_those_that_are_confused_are_shown()
    {
        var page = new EvaluationReport("Many", new ClassificationSections(Result(1000), [])).ToHtml().ToString();
        Assert.Contains("Confusion matrix of the classes with mistakes", page);
        var cells = Regex.Matches(page, @"<title>(\w+) → (\w+): \d").ToArray();
        Assert.Equal(30 * 30, cells.Length);
        Assert.Contains(cells, cell => cell.Groups[1].Value == "class0" && cell.Groups[2].Value == "class1");
    }

    [Fact]
    public void The_worst_mistakes_come_with_their_images_and_a_lost_image_is_left_out()
    {
        var dataset = new ShapesDataset(6);
        var result = new ClassificationResult([.. dataset.ClassNames], Enumerable.Range(0, 6).Select(i => new ImagePrediction(
            i, dataset.NameOf(i), dataset.LabelOf(i), (dataset.LabelOf(i) + 1) % 10, 0.5 + (0.01 * i), 0.1, 1)));
        var mistakes = Mistake.Worst(result, dataset, 2);
        Assert.Equal([dataset.NameOf(5), dataset.NameOf(4)], mistakes.Select(mistake => mistake.Name));
        Assert.Equal(dataset.Load(5).Pixels, mistakes[0].Image.Pixels);
        Assert.Equal((dataset.ClassNames[5], dataset.ClassNames[6]), (mistakes[0].Label, mistakes[0].Predicted));
        Assert.Empty(Mistake.Worst(result, new Lost(dataset.ClassNames)));
    }

    static HistoryRow Row(int epoch, double trainingLoss, double validationLoss, double top1) => new(epoch)
    {
        TrainingLoss = trainingLoss,
        Metrics = new Dictionary<string, double> { ["validationLoss"] = validationLoss, ["top1"] = top1 },
    };

    /// <summary>Each class's one image is taken for the next class.</summary>
    static ClassificationResult Result(int classes) => new(
        [.. Enumerable.Range(0, classes).Select(i => $"class{i}, synonym")],
        Enumerable.Range(0, classes).Select(i => new ImagePrediction(i, $"{i}.jpg", i, (i + 1) % classes, 0.75, 0.25, 1)));

    sealed class Lost(IReadOnlyList<string> names) : ClassificationDataset(names)
    {
        public override int Count => 6;

        public override int LabelOf(int index) => 0;

        public override string NameOf(int index) => $"{index}";

        public override RgbImage Load(int index) => throw new FileNotFoundException();
    }
}
