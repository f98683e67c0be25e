using System.Collections.Immutable;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using Spectre.Console;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>Shows a run on stderr: a row per epoch, and on a terminal a progress bar of the epoch.</summary>
sealed class TrainingDisplay(bool quiet, ImmutableArray<Metric> metrics)
{
    /// <summary>From this width on, a terminal has room for all of the bar's text.</summary>
    const int WideBar = 78;

    public async Task<T> RunAsync<T>(Func<IProgress<TrainingProgress>?, Task<T>> run)
    {
        if (quiet)
            return await run(null).ConfigureAwait(false);
        if (!Terminal.CanAnimate)
            return await run(new Rows(Terminal.Line, new EpochColumns(metrics, int.MaxValue))).ConfigureAwait(false);
        var width = Terminal.ErrorConsole.Profile.Width;
        return await Terminal.ErrorConsole.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = width < WideBar ? 12 : 20 }, new PercentageColumn())
            .StartAsync(context => run(new Bar(context, new EpochColumns(metrics, width), width >= WideBar))).ConfigureAwait(false);
    }

    /// <summary>A row per epoch, a line per note; the columns are named again after notes.</summary>
    sealed class Rows(Action<string> print, EpochColumns columns) : IProgress<TrainingProgress>
    {
        bool hasHeader;

        public void Report(TrainingProgress value)
        {
            if (value.Note is { } note)
                print(note);
            hasHeader &= value.Note is null;
            if (value.Completed is not { } epoch)
                return;
            if (!hasHeader)
                print(columns.Header);
            hasHeader = true;
            print(columns.Row(epoch));
        }
    }

    sealed class Bar(ProgressContext context, EpochColumns columns, bool isWide) : IProgress<TrainingProgress>
    {
        readonly Rows rows = new(Print, columns);
        readonly ProgressTask task = context.AddTask("preparing");

        public void Report(TrainingProgress value)
        {
            rows.Report(value);
            if (value.Steps == 0)
                return;
            var speed = isWide ? Invariant($"  loss {value.Loss:F3}  {value.ImagesPerSecond:F0} images/s") : "";
            task.Description = Invariant($"epoch {value.Epoch}/{value.Epochs}{speed}  {value.Remaining:h\\:mm\\:ss} left");
            task.MaxValue = value.Steps;
            task.Value = value.Step;
        }

        /// <summary>Prints above the bar, over whose lines it writes: each line is as wide as the terminal, and none is wider.</summary>
        static void Print(string line)
        {
            var width = Math.Max(1, Terminal.ErrorConsole.Profile.Width - 1);
            Terminal.ErrorConsole.WriteLine(string.Join('\n', TextTable.Wrap(PrintableText.Escape(line), width).Select(part => part.PadRight(width))));
        }
    }
}
