using System.Globalization;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting;

/// <summary>The page that tells a training run: <c>report.html</c>.</summary>
/// <param name="Title">What was trained, on what.</param>
/// <param name="History">A row for each epoch.</param>
/// <param name="Result">How well the best model classifies the validation images.</param>
public sealed record TrainingReport(string Title, IReadOnlyList<HistoryRow> History, ClassificationResult Result)
{
    /// <summary>A line below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The epoch whose weights were kept.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>More figures for the top of the page, such as the time taken.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures { get; init; } = [];

    /// <summary>Images that were taken for something else, the worst first.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>The recipe, as JSON.</summary>
    public string? Recipe { get; init; }

    /// <summary>Where all this comes from: data, model, versions, machine, seed, command.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Provenance { get; init; } = [];

    /// <summary>The page.</summary>
    public HtmlReport ToHtml()
    {
        var page = new HtmlReport(Title, Subtitle);
        page.Tiles([.. ClassificationSections.Tiles(Result), .. Figures.Select(figure => (figure.Key, figure.Value))]);
        if (History.Count > 0)
            page.Heading("Training").Plots(Curves());
        ClassificationSections.Add(page, Result, Mistakes);
        if (Recipe is not null)
            page.Heading("Recipe").Code(Recipe);
        if (Provenance.Count > 0)
            page.Heading("Provenance").Facts(Provenance);
        return page;
    }

    IEnumerable<string> Curves()
    {
        var loss = Plot("Loss", "loss, nats", ("training", row => row.TrainingLoss), ("validation", row => row.ValidationLoss));
        var top1 = Plot("Accuracy", "top-1 accuracy, %", ("validation", row => 100 * row.ValidationTop1));
        var rate = Plot("Learning rate", "learning rate", ("at the epoch's end", row => row.LearningRate));
        var speed = Plot("Speed", "images per second", ("training", row => row.ImagesPerSecond));
        return new[] { loss, top1, rate, speed }.Where(plot => !plot.Lines.IsEmpty).Select(plot => plot.ToSvg());
    }

    LinePlot Plot(string title, string unit, params (string Name, Func<HistoryRow, double?> Value)[] lines) => new(
        title, "epoch", unit,
        [
            .. lines.Select(line => new Series(line.Name, [.. History.Where(row => line.Value(row) is not null).Select(row => ((double)row.Epoch, line.Value(row)!.Value))]))
                .Where(series => !series.Points.IsEmpty),
        ])
    {
        Mark = BestEpoch is { } best ? new PlotMark(best, string.Create(CultureInfo.InvariantCulture, $"best: {best}")) : null,
    };
}
