using System.Globalization;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Classification;

/// <summary>What reports show about a classifier: accuracies, confusion, calibration, mistakes, classes.</summary>
/// <param name="result">How well it classifies.</param>
/// <param name="mistakes">Images that were predicted wrongly, the most confident first.</param>
public sealed class ClassificationSections(ClassificationResult result, IReadOnlyList<Mistake> mistakes) : ReportSections
{
    /// <summary>More classes than a reader can take in are shown by their mistakes.</summary>
    const int MostClasses = 30;

    const int MostPairs = 12;

    /// <summary>Sections with the most confident mistakes of a result, their images loaded from the data set that was evaluated.</summary>
    public static ClassificationSections Create(ClassificationResult result, Dataset<int> images) => new(result, Mistake.Worst(result, images));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Tiles()
    {
        yield return ("top-1 accuracy", Percent(result.Top1));
        if (result.ClassNames.Length > 5)
            yield return ("top-5 accuracy", Percent(result.Top5));
        yield return ("images", result.Images.ToString("N0", CultureInfo.InvariantCulture));
        yield return ("mean recall of the classes", Percent(result.MeanRecall));
        yield return ("mean negative log-likelihood", Invariant($"{result.MeanNegativeLogLikelihood:F3}"));
        yield return ("expected calibration error", Percent(result.ExpectedCalibrationError));
    }

    /// <inheritdoc/>
    public override IEnumerable<HistoryPlot> Plots() =>
    [
        new("Loss", "loss, nats", ("training", row => row.TrainingLoss), ("validation", row => row.Metric(ClassificationMetrics.ValidationLoss))),
        new("Accuracy", "top-1 accuracy, %", ("validation", row => 100 * row.Metric(ClassificationMetrics.Top1))),
    ];

    /// <inheritdoc/>
    public override void AddTo(HtmlReport page)
    {
        ArgumentNullException.ThrowIfNull(page);
        AddConfusion(page);
        page.Heading("Calibration");
        page.Plots(new ReliabilityDiagram($"Reliability (expected calibration error {Percent(result.ExpectedCalibrationError)})", result.Calibration).Draw());
        page.Heading("The most confident mistakes");
        if (mistakes.Count > 0)
            page.Paragraph("The prediction, its confidence, and the label.").Images(mistakes.Select(mistake => mistake.ToImage()));
        else
            page.Paragraph(result.Top1 == 1 ? "None: every image was classified right." : "Their images are not at hand.");
        page.Heading("Classes, the weakest first").Table(
            ["class", "images", "recall", "precision", "F1"],
            result.PerClass.OrderBy(metrics => metrics.F1).Select(metrics => (string[])
            [
                result.ClassNames[metrics.Class], metrics.Count.ToString("N0", CultureInfo.InvariantCulture),
                Percent(metrics.Recall), Percent(metrics.Precision), Percent(metrics.F1),
            ]));
    }

    void AddConfusion(HtmlReport page)
    {
        page.Heading("Confusion");
        var classes = Shown();
        if (classes.Length > 0)
        {
            string[] names = [.. classes.Select(index => ShortName(result.ClassNames[index]))];
            var title = classes.Length == result.ClassNames.Length ? "Confusion matrix" : "Confusion matrix of the classes with mistakes";
            page.Plots(new HeatMap(
                title, "labeled", "classified as", [.. names], [.. names],
                [.. classes.SelectMany(label => classes.Select(predicted => result.Confusion[label, predicted]))]).Draw());
        }

        if (result.Confusion.MostConfused(MostPairs).RemoveAll(pair => pair.Count == 1) is { Length: > 0 } pairs)
        {
            page.Table(
                ["labeled → classified as", "images"],
                pairs.Select(pair => (string[])
                [
                    $"{ShortName(result.ClassNames[pair.Label])} → {ShortName(result.ClassNames[pair.Predicted])}",
                    pair.Count.ToString(CultureInfo.InvariantCulture),
                ]));
        }
    }

    /// <summary>All classes where they are few; otherwise those of the most frequent confusions; in their order.</summary>
    int[] Shown()
    {
        if (result.ClassNames.Length <= MostClasses)
            return [.. Enumerable.Range(0, result.ClassNames.Length)];
        var shown = new SortedSet<int>();
        foreach (var pair in result.Confusion.MostConfused(MostClasses))
        {
            if (shown.Count + (shown.Contains(pair.Label) ? 0 : 1) + (shown.Contains(pair.Predicted) ? 0 : 1) <= MostClasses)
                shown.UnionWith([pair.Label, pair.Predicted]);
        }

        return [.. shown];
    }

    /// <summary>The first of a label's synonyms.</summary>
    internal static string ShortName(string label) => label.Split(',')[0];

    internal static string Percent(double share) => Invariant($"{100 * share:0.0}\u00A0%");
}
