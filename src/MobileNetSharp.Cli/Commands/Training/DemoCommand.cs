using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet demo</c>.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out", "-o") { Description = "The run folder; the default is runs/demo.", HelpName = "RUN" };
        // A network this small trains fastest on one thread, while another one draws images.
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Number of training threads, and of drawing threads.");
        var epochs = CommonOptions.Number("--epochs", 1, 10_000, () => ShippedRecipes.Demo.Phases[0].Epochs, "Number of epochs.");
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, () => ShippedRecipes.Demo.Seed, "Random seed of images and initial weights.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("demo", "Train a small MobileNetV2 on generated images and try it: minutes, no download.")
        {
            output, epochs, seed, threads, json, quiet,
        };
        UsageFault.Require(command, parsed =>
            // Ignoring them silently would be misleading.
            parsed.GetValue(output) is { } folder && TrainingRun.IsIn(folder) && new[] { epochs, seed }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } beginning
                ? $"{beginning.Name} only applies to a new demo; the one in {folder} resumes with its own settings."
                : null);
        Examples.Attach(command, ("mobilenet demo", "run everything; see runs/demo/report.html afterwards"),
            ("mobilenet demo --out runs/demo", "resume an interrupted demo"));
        command.SetAction((parsed, cancellationToken) =>
            new DemoRun(parsed.GetValue(output) ?? RunFolder.Free("demo"), parsed.GetValue(threads), parsed.GetValue(json), parsed.GetValue(quiet))
                .RunAsync(Recipe(parsed.GetValue(epochs), parsed.GetValue(seed)), cancellationToken));
        return command;
    }

    static Recipe Recipe(int epochs, int seed)
    {
        var recipe = ShippedRecipes.Demo;
        return recipe with { Seed = seed, Phases = [recipe.Phases[0] with { Epochs = epochs }] };
    }
}
