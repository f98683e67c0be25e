using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Reporting;

/// <summary>The report on a training run: <c>report.html</c>.</summary>
/// <param name="Title">What was trained, on what.</param>
/// <param name="History">A row for each epoch.</param>
/// <param name="Sections">What the task shows about the best model.</param>
public sealed record TrainingReport(string Title, IReadOnlyList<HistoryRow> History, ReportSections Sections)
{
    /// <summary>A line below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The epoch whose weights were kept.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Which weights the figures are of, and on which images, in a sentence.</summary>
    public string? Measured { get; init; }

    /// <summary>Some images that were trained on, as they were varied.</summary>
    public IReadOnlyList<ReportImage> Samples { get; init; } = [];

    /// <summary>The epoch in which <see cref="Samples"/> were trained on.</summary>
    public int SamplesEpoch { get; init; }

    /// <summary>Images that could not be read and were left out, and why.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>More figures for the top of the page, such as the time taken.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures { get; init; } = [];

    /// <summary>The recipe, as JSON.</summary>
    public string? Recipe { get; init; }

    /// <summary>Where all this comes from: data, model, versions, machine, seed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Provenance { get; init; } = [];

    /// <summary>The page.</summary>
    public HtmlReport ToHtml()
    {
        var page = new HtmlReport(Title, Subtitle);
        page.Tiles([.. Sections.Tiles(), .. Figures.Select(figure => (figure.Key, figure.Value))]);
        if (Measured is not null)
            page.Paragraph(Measured);
        if (History.Count > 0)
            page.Heading("Training").Table(["phase", "epochs", "seconds"], Phases()).Plots(Curves());
        if (Samples.Count > 0)
            page.Heading("Training images").Paragraph(Invariant($"Some of epoch {SamplesEpoch}, as the network got them.")).Images(Samples);
        Sections.AddTo(page);
        if (LeftOut.Count > 0)
            page.Heading("Images left out").Paragraph("They could not be read:").Code(string.Join('\n', LeftOut));
        if (Recipe is not null)
            page.Heading("Recipe").Code(Recipe);
        if (Provenance.Count > 0)
            page.Heading("Provenance").Facts(Provenance);
        return page;
    }

    /// <summary>A row for each phase: its epochs, with the best one, and its time.</summary>
    IEnumerable<string[]> Phases()
    {
        var first = 0;
        for (var end = 1; end <= History.Count; end++)
        {
            if (end < History.Count && History[end].Phase == History[first].Phase)
                continue;
            var rows = History.Skip(first).Take(end - first).ToArray();
            var epochs = rows.Length == 1 ? Invariant($"{rows[0].Epoch}") : Invariant($"{rows[0].Epoch} to {rows[^1].Epoch}");
            yield return
            [
                rows[0].Phase.Length > 0 ? rows[0].Phase : "training",
                rows.Any(row => row.Epoch == BestEpoch) ? Invariant($"{epochs} (best: {BestEpoch})") : epochs,
                rows.All(row => row.Seconds is not null) ? Invariant($"{rows.Sum(row => row.Seconds):F1}") : "",
            ];
            first = end;
        }
    }

    IEnumerable<Canvas> Curves() => Sections.Plots()
        .Append(new("Learning rate", "learning rate", ("at the epoch's end", row => row.LearningRate)))
        .Append(new("Speed", "images per second", ("training", row => row.ImagesPerSecond)) { IsLogarithmic = HasMagnitudes(row => row.ImagesPerSecond) })
        .Select(Plot).Where(plot => !plot.Lines.IsEmpty).Select(plot => plot.Draw());

    /// <summary>Epochs on kept features run a thousand times as fast as others.</summary>
    bool HasMagnitudes(Func<HistoryRow, double?> value)
    {
        double[] values = [.. History.Select(value).OfType<double>().Where(number => number > 0)];
        return values.Length > 0 && values.Max() > 10 * values.Min();
    }

    LinePlot Plot(HistoryPlot plot) => new(
        plot.Title, "epoch", plot.Unit,
        [
            .. plot.Lines.Select(line => new Series(line.Name, [.. History.Where(row => line.Value(row) is not null).Select(row => ((double)row.Epoch, line.Value(row)!.Value))]))
                .Where(series => !series.Points.IsEmpty),
        ])
    {
        LogY = plot.IsLogarithmic,
        Mark = BestEpoch is { } best ? new PlotMark(best, Invariant($"best: {best}")) : null,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {History.Count} epochs";
}
