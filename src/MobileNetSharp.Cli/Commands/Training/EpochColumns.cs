using System.Collections.Immutable;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The columns of the table of epochs: as many as the terminal is wide enough for, the first ones first.</summary>
sealed class EpochColumns
{
    const string Best = "  best so far";
    readonly List<(string Title, int Width, Func<EpochResult, string> Cell)> columns;

    public EpochColumns(ImmutableArray<Metric> metrics, int width)
    {
        columns =
        [
            ("epoch", 5, epoch => Invariant($"{epoch.Epoch}")),
            ("loss", 10, epoch => Invariant($"{epoch.TrainingLoss:F4}")),
            .. metrics.Select(metric => (metric.Title, metric.IsShare ? 9 : 10, (Func<EpochResult, string>)(epoch => Cell(metric, epoch.Metrics[metric.Name])))),
            ("images/s", 10, epoch => Invariant($"{epoch.ImagesPerSecond:F1}")),
            ("seconds", 9, epoch => Invariant($"{epoch.Seconds:F1}")),
        ];
        while (columns.Count > 2 && columns.Sum(column => column.Width) + Best.Length > width)
            columns.RemoveAt(columns.Count - 1);
    }

    public string Header => string.Concat(columns.Select(column => column.Title.PadLeft(column.Width)));

    public string Row(EpochResult epoch) => string.Concat(columns.Select(column => column.Cell(epoch).PadLeft(column.Width))) + (epoch.IsBest ? Best : "");

    static string Cell(Metric metric, double value) => metric.IsShare ? Invariant($"{100 * value:F1} %") : Invariant($"{value:F4}");
}
