using System.Globalization;
using MobileNetSharp.Catalog;
using Spectre.Console;

namespace MobileNetSharp.Cli.Output;

/// <summary>Shows a download: a bar on a terminal, a line per ten percent elsewhere, nothing if quiet.</summary>
static class DownloadProgressBar
{
    /// <summary>From this width on, a terminal has room for the name of the model, the speed and the remaining time.</summary>
    const int Wide = 110;

    public static async Task<T> RunAsync<T>(string name, bool quiet, Func<IProgress<DownloadProgress>?, Task<T>> download)
    {
        if (quiet)
            return await download(null).ConfigureAwait(false);
        if (!Terminal.CanAnimate)
            return await download(new Lines()).ConfigureAwait(false);
        return await Terminal.ErrorConsole.Progress()
            .AutoClear(true)
            .Columns(Terminal.ErrorConsole.Profile.Width >= Wide
                ? [
                    new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(),
                    new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn(),
                ]
                : [new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }])
            .StartAsync(context => download(new Bar(context, name)))
            .ConfigureAwait(false);
    }

    /// <summary>The bar appears with the first bytes, so there is none for a model that is already downloaded.</summary>
    sealed class Bar(ProgressContext context, string name) : IProgress<DownloadProgress>
    {
        ProgressTask? task;

        public void Report(DownloadProgress value)
        {
            task ??= context.AddTask(Markup.Escape(PrintableText.Escape(name)));
            task.IsIndeterminate = value.TotalBytes is null;
            task.MaxValue = Math.Max(1, value.TotalBytes ?? value.ReceivedBytes);
            task.Value = value.ReceivedBytes;
        }
    }

    sealed class Lines : IProgress<DownloadProgress>
    {
        int lastTenth = -1;

        public void Report(DownloadProgress value)
        {
            var tenth = value.TotalBytes is > 0 and var total ? (int)(10 * value.ReceivedBytes / total) : (int)(value.ReceivedBytes / 10_000_000);
            if (tenth == lastTenth)
                return;
            lastTenth = tenth;
            var share = value.TotalBytes is > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({10 * tenth} %)") : "";
            Terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"{value.Name}: {value.ReceivedBytes / 1e6:F1} MB{share}"));
        }
    }
}
