using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using Spectre.Console;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>Shows a run on stderr: a row per epoch, and on a terminal a progress bar of the epoch.</summary>
sealed class TrainingDisplay(bool quiet, ImmutableArray<Metric> metrics)
{
    public async Task<T> RunAsync<T>(Func<IProgress<TrainingProgress>?, Task<T>> run)
    {
        if (quiet)
            return await run(null).ConfigureAwait(false);
        if (!Terminal.CanAnimate)
            return await run(new Rows(Terminal.Line, metrics)).ConfigureAwait(false);
        return await Terminal.ErrorConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new PercentageColumn())
            .StartAsync(context => run(new Bar(context, metrics))).ConfigureAwait(false);
    }

    /// <summary>A row per epoch, a line per note.</summary>
    sealed class Rows(Action<string> print, ImmutableArray<Metric> metrics) : IProgress<TrainingProgress>
    {
        bool hasHeader;

        public void Report(TrainingProgress value)
        {
            if (value.Note is { } note)
                print(note);
            if (value.Completed is not { } epoch)
                return;
            if (!hasHeader)
                print($"epoch  phase           loss{string.Concat(metrics.Select(Title))}  images/s  seconds");
            hasHeader = true;
            print(string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch,5}  {epoch.Phase,-12}{epoch.TrainingLoss,8:F4}{string.Concat(metrics.Select(metric => Cell(metric, epoch.Metrics[metric.Name])))}{epoch.ImagesPerSecond,10:F1}{epoch.Seconds,9:F1}{(epoch.IsBest ? "  best" : "")}"));
        }

        static string Title(Metric metric) => metric.IsShare ? $"{metric.Title,8}" : $"{metric.Title,10}";

        static string Cell(Metric metric, double value) => metric.IsShare
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * value,6:F1} %")
            : string.Create(CultureInfo.InvariantCulture, $"{value,10:F4}");
    }

    sealed class Bar(ProgressContext context, ImmutableArray<Metric> metrics) : IProgress<TrainingProgress>
    {
        readonly Rows rows = new(line => Terminal.ErrorConsole.WriteLine(line), metrics);
        readonly ProgressTask task = context.AddTask("preparing");

        public void Report(TrainingProgress value)
        {
            rows.Report(value);
            if (value.Steps == 0)
                return;
            task.Description = string.Create(
                CultureInfo.InvariantCulture,
                $"{Markup.Escape(value.Phase)}, epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F3}  {value.ImagesPerSecond:F0} images/s  {value.Remaining:h\\:mm\\:ss} left");
            task.MaxValue = value.Steps;
            task.Value = value.Step;
        }
    }
}
