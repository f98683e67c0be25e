using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting;

/// <summary>What a task adds to the reports on training and evaluation.</summary>
public abstract class ReportSections
{
    /// <summary>The figures at the top of the page.</summary>
    public abstract IEnumerable<(string Name, string Value)> Tiles();

    /// <summary>Plots over the epochs of a training.</summary>
    public virtual IEnumerable<HistoryPlot> Plots() => [new("Loss", "training loss", ("training", row => row.TrainingLoss))];

    /// <summary>Adds the sections about the result.</summary>
    public abstract void AddTo(HtmlReport page);
}

/// <summary>A plot over the epochs of a training.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Unit">What the vertical axis shows.</param>
/// <param name="Lines">The lines: a name, and the value of an epoch or null.</param>
public sealed record HistoryPlot(string Title, string Unit, params IReadOnlyList<(string Name, Func<HistoryRow, double?> Value)> Lines)
{
    /// <summary>Whether the vertical axis is logarithmic, for values of different orders of magnitude.</summary>
    public bool IsLogarithmic { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {string.Join(", ", Lines.Select(line => line.Name))}";
}
