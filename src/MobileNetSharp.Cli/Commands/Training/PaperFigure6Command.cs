using System.CommandLine;
using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Files;
using MobileNetSharp.Paper;
using MobileNetSharp.Paper.Experiments;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Training;
using Spectre.Console;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet paper figure6 [--out FILE] [--seeds 3] [--epochs N]</c>.</summary>
static class PaperFigure6Command
{
    public static Command Create()
    {
        var standard = new Lazy<Figure6Experiment>();
        var output = new Option<string?>("--out", "-o")
        {
            Description = "A .json file: train, and write the results to it; finished trainings in it are not repeated. Otherwise the figure is drawn from the trainings that come with the command, as .svg, .png, .pdf, .html or .md.",
            HelpName = "FILE",
        };
        CommonOptions.OneOfExtensions(output, PaperReport.Extensions, PaperReport.IsFolder);
        var seeds = CommonOptions.Number("--seeds", 1, 1000, () => standard.Value.Seeds, "Training runs per network.");
        var epochs = CommonOptions.Number("--epochs", 1, 100_000, () => standard.Value.Epochs, "Epochs per training run.");
        var threads = CommonOptions.Number("--threads", 1, 1024, () => standard.Value.Threads, "Trainings in parallel, each on one thread.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("figure6", "Draw the paper's Figure 6 (linear bottlenecks, shortcuts), or train the networks that it compares on generated images.") { output, seeds, epochs, threads, json, quiet };
        Examples.Attach(
            command,
            ("mobilenet paper figure6 --out figure6.svg", "draw the figure from the trainings that come with the command"),
            ("mobilenet paper figure6 --out figure6.json", "run twelve trainings; run it again to resume"),
            ("mobilenet paper figure6 --out figure6.json --seeds 5", "add two more seeds"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(output) is not { } path || !Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
                return PaperCommand.Run(["figure6"], parsed.GetValue(output), parsed.GetValue(json), parsed.GetValue(quiet));
            var experiment = standard.Value with { Seeds = parsed.GetValue(seeds), Epochs = parsed.GetValue(epochs), Threads = parsed.GetValue(threads) };
            var isQuiet = parsed.GetValue(quiet);
            TorchRuntime.Configure();
            var results = await WorkProgress.RunAsync("training", isQuiet, bar => experiment.Run(path, new Rows(bar, isQuiet), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Console.Out.Write(BoundedFile.ReadText(path));
            else
                Print(results);
            return ExitCode.Done;
        });
        return command;
    }

    static void Print(Figure6Results results)
    {
        Console.Out.WriteLine($"{results.Dataset}; {results.Network}; {results.Resolution} pixels, {results.Epochs} epochs, {results.Seeds} seeds");
        foreach (var variant in results.Variants)
        {
            var spread = variant.FinalSpread is { } deviation ? $" ± {Figures.Percent(deviation)}" : "";
            var seeds = string.Join(", ", variant.Curves.Select(curve => Figures.Percent(curve[^1])));
            Console.Out.WriteLine($"  {variant.Figure}  {variant.Name,-28} {Figures.Percent(variant.FinalMean ?? 0)}{spread}  ({seeds})");
        }
    }

    /// <summary>A line for each finished training, with the progress of the whole.</summary>
    sealed class Rows(IProgress<double>? bar, bool isQuiet) : IProgress<Figure6Progress>
    {
        public void Report(Figure6Progress value)
        {
            bar?.Report(value.Done);
            if (isQuiet || value.Epoch < value.Epochs)
                return;
            var line = string.Create(CultureInfo.InvariantCulture, $"{value.Variant}, seed {value.Seed}: top-1 {100 * value.Top1:F1} % after {value.Epochs} epochs; {100 * value.Done:F0} % done");
            if (bar is null)
                Terminal.Line(line);
            else
                Terminal.ErrorConsole.WriteLine(PrintableText.Escape(line));
        }
    }
}
