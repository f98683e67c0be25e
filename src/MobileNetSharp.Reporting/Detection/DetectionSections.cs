using System.Globalization;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>What reports show about a detector: COCO's figures, precision and recall, classes, kinds of errors, sizes, the worst images.</summary>
/// <param name="result">How well it detects.</param>
/// <param name="worst">The images with the most errors.</param>
public sealed class DetectionSections(DetectionResult result, IReadOnlyList<DrawnDetections> worst) : ReportSections
{
    static readonly double[] CurveThresholds = [0.5, 0.75];

    /// <summary>More classes than a reader can take in are in the table only.</summary>
    const int MostBars = 30, MostCurves = 9, MostPairs = 12;


    static readonly DetectionErrorKind[] Kinds = Enum.GetValues<DetectionErrorKind>();

    /// <summary>Sections with the worst images of a result, loaded from the data set that was evaluated.</summary>
    public static DetectionSections Create(DetectionResult result, DetectionDataset images) => new(result, DrawnDetections.Worst(result, images));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Tiles() =>
    [
        ("AP, IoU 0.50 to 0.95", Percent(result.Coco.Figures.AP)),
        ("AP at IoU 0.50", Percent(result.Coco.Figures.AP50)),
        ("AP at IoU 0.75", Percent(result.Coco.Figures.AP75)),
        (Invariant($"precision at score {result.Errors.ScoreThreshold:0.##}"), Percent(result.Errors.Precision)),
        (Invariant($"recall at score {result.Errors.ScoreThreshold:0.##}"), Percent(result.Errors.Recall)),
        ("images", Count(result.Images)),
        ("objects", Count(result.Errors.Objects)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<HistoryPlot> Plots() =>
    [
        .. base.Plots(),
        new(
            "Average precision", "AP, %",
            ("IoU 0.50 to 0.95", row => 100 * row.Metric(DetectionMetrics.AP)),
            ("IoU 0.50", row => 100 * row.Metric(DetectionMetrics.AP50)),
            ("IoU 0.75", row => 100 * row.Metric(DetectionMetrics.AP75))),
    ];

    /// <inheritdoc/>
    public override void AddTo(HtmlReport page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.Heading("COCO's figures").Table(
            ["figure", "value"],
            DetectionMetrics.Of(result.Coco.Figures).Select(figure => (string[])[$"{figure.Metric.Title}: {figure.Metric.Meaning}", Percent(figure.Value)]));
        AddCurves(page);
        AddErrors(page);
        AddClasses(page);
        page.Heading("Sizes").Paragraph("The size is the side of a square of the object's area, in pixels of the image.").Plots(ObjectSizes.Draw(result));
        page.Heading("Images with the most errors");
        if (worst.Count > 0)
        {
            page.Paragraph(Invariant($"Green: right. Red: wrong. Yellow: missed. White: the objects. Only detections with a score of at least {result.Errors.ScoreThreshold:0.##} are drawn."))
                .Images(worst.Select(image => image.ToImage()), DrawnDetections.Side * 3 / 4);
        }
        else
        {
            page.Paragraph(result.Errors.All.IsEmpty ? "None: every object was found, and nothing else." : "The images are not at hand.");
        }
    }

    void AddCurves(HtmlReport page)
    {
        page.Heading("Precision and recall");
        var shown = result.Coco.PerClass.OrderByDescending(of => of.Objects).ThenBy(of => of.Class).Take(MostCurves).OrderBy(of => of.Class).ToArray();
        if (shown.Length < result.Coco.PerClass.Length)
            page.Paragraph(Invariant($"The mean over all {result.Coco.PerClass.Length} classes, and the {MostCurves} classes with the most objects."));
        page.Plots(
        [
            .. result.Coco.PerClass.Length > 1 ? [Curves(Invariant($"Mean of {result.Coco.PerClass.Length} classes"), [.. result.Coco.PerClass]).Draw()] : Array.Empty<Plotting.Rendering.Canvas>(),
            .. shown.Select(of => Curves(Invariant($"{result.ClassNames[of.Class]}, AP {Percent(of.Figures.AP)}"), [of]).Draw()),
        ]);
    }

    static LinePlot Curves(string title, CocoClass[] classes) => new(
        title, "recall, %", "precision, %",
        [
            .. CurveThresholds.Select(threshold => new Series(
                Invariant($"IoU {threshold:0.00}"),
                [.. Enumerable.Range(0, 101).Select(recall => ((double)recall, 100 * classes.Average(of => of.CurveAt(threshold).Precision[recall])))])),
        ])
    {
        YRange = (0, 100),
    };

    void AddErrors(HtmlReport page)
    {
        var errors = result.Errors;
        page.Heading("Kinds of errors").Paragraph(Invariant(
            $"Of the detections with a score of at least {errors.ScoreThreshold:0.##}, {Count(errors.Right)} found one of the {Count(errors.Objects)} objects (IoU at least 0.5)."));
        page.Plots(new BarPlot("Errors", "errors", [.. Kinds.Select(kind => new Bar(DetectionErrors.Words(kind), errors.Count(kind)))]).Draw());
        var pairs = errors.All.Where(error => error.Kind == DetectionErrorKind.Class).CountBy(error => (From: error.Object!.Value.Class, To: error.Class))
            .Where(pair => pair.Value > 1).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostPairs).ToArray();
        if (pairs.Length > 0)
        {
            page.Table(
                ["labeled → detected as", "objects"],
                pairs.Select(pair => (string[])[$"{result.ClassNames[pair.Key.From]} → {result.ClassNames[pair.Key.To]}", Count(pair.Value)]));
        }
    }

    void AddClasses(HtmlReport page)
    {
        page.Heading("Classes, the weakest first");
        var weakest = result.Coco.PerClass.OrderBy(of => of.Figures.AP).ThenBy(of => of.Class).ToArray();
        if (weakest.Length > 1)
        {
            page.Plots(new BarPlot(
                weakest.Length > MostBars ? $"AP of the {MostBars} weakest classes" : "AP of the classes", "AP, %",
                [.. weakest.Take(MostBars).Select(of => new Bar(result.ClassNames[of.Class], 100 * (of.Figures.AP ?? 0)))])
            { Format = "0.0" }.Draw());
        }

        page.Table(
            [
                [new("class") { Rows = 2 }, new("objects") { Rows = 2 }, Group("AP at IoU", 3), Group(Invariant($"score from {result.Errors.ScoreThreshold:0.##}"), 2), Group("errors", Kinds.Length)],
                Grouped(["0.50 to 0.95", "0.50", "0.75"], ["precision", "recall"], Kinds.Select(DetectionErrors.Words)),
            ],
            weakest.Select(of => (IEnumerable<ReportCell>)
            [
                new(result.ClassNames[of.Class]), new(Count(of.Objects)),
                .. Grouped(
                    [Percent(of.Figures.AP), Percent(of.Figures.AP50), Percent(of.Figures.AP75)],
                    [Percent(result.Errors.PrecisionOf(of.Class)), Percent(result.Errors.RecallOf(of.Class))],
                    Kinds.Select(kind => Count(result.Errors.Count(kind, of.Class)))),
            ]));

        static ReportCell Group(string words, int columns) => new(words) { Columns = columns, Style = "group" };

        static IEnumerable<ReportCell> Grouped(params IEnumerable<IEnumerable<string>> groups) =>
            groups.SelectMany(group => group.Select((words, i) => new ReportCell(words) { Style = i == 0 ? "first" : "" }));
    }

    static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent; a dash where there is none.</summary>
    static string Percent(double? share) => share is { } value ? Invariant($"{100 * value:0.0}\u00A0%") : "–";
}
