using Spectre.Console;

namespace MobileNetSharp.Cli.Output;

/// <summary>Shows the progress of some work: a bar on a terminal, nothing elsewhere.</summary>
static class WorkProgress
{
    /// <summary>Runs the work on the thread pool; it reports its progress as 0 … 1.</summary>
    public static Task<T> RunAsync<T>(string what, bool quiet, Func<IProgress<double>?, T> work)
    {
        if (quiet || !Terminal.CanAnimate)
            return Task.Run(() => work(null));
        return Terminal.ErrorConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = new Bar(context.AddTask(what, maxValue: 1));
                return Task.Run(() => work(bar));
            });
    }

    sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
