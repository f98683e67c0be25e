using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet demo [--task detect]</c>.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var task = CommonOptions.Task("What is learned: classify (the default; about three minutes) or detect (about six).");
        var output = new Option<string?>("--out", "-o") { Description = "The run folder; the default is runs/demo, or runs/demo-detect.", HelpName = "RUN" };
        // A network this small trains fastest on one thread, while another one draws images.
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Number of training threads, and of drawing threads.");
        var epochs = CommonOptions.Number("--epochs", 1, 10_000, 0, "Number of epochs; the default is the recipe's.");
        epochs.DefaultValueFactory = null;
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, () => ShippedRecipes.Demo.Seed, "Random seed of images and initial weights.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("demo", "Train a small network on generated images and try it: minutes, no download.")
        {
            task, output, epochs, seed, threads, json, quiet,
        };
        UsageFault.Require(command, parsed =>
            // Ignoring them silently would be misleading.
            parsed.GetValue(output) is { } folder && TrainingRun.IsIn(folder) && new[] { epochs, seed }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } beginning
                ? $"{beginning.Name} only applies to a new demo; the one in {folder} resumes with its own settings."
                : null);
        Examples.Attach(
            command,
            ("mobilenet demo", "run everything; see runs/demo/report.html afterwards"),
            ("mobilenet demo --task detect", "the same with objects to find"),
            ("mobilenet demo --out runs/demo", "resume an interrupted demo"));
        command.SetAction((parsed, cancellationToken) =>
        {
            var isDetection = IsDetection(parsed.GetValue(task), parsed.GetValue(output));
            var options = new DemoOptions(
                parsed.GetValue(output) ?? RunFolder.Free(isDetection ? "demo-detect" : "demo"), parsed.GetValue(threads), parsed.GetValue(json), parsed.GetValue(quiet));
            var recipe = isDetection ? ShippedRecipes.DemoDetector : ShippedRecipes.Demo;
            recipe = recipe with { Seed = parsed.GetValue(seed), Phases = [recipe.Phases[0] with { Epochs = parsed.GetResult(epochs) is null ? recipe.Phases[0].Epochs : parsed.GetValue(epochs) }] };
            return isDetection ? new DetectDemo(options).RunAsync(recipe, cancellationToken) : new ClassifyDemo(options).RunAsync(recipe, cancellationToken);
        });
        return command;
    }

    /// <summary>Without a task it is that of the demo in the folder.</summary>
    static bool IsDetection(TaskKind? task, string? folder) => task is { } given
        ? given == TaskKind.Detect
        : folder is not null && TrainingRun.IsIn(folder) && TrainingRun.RecipeOf(folder).Name == ShippedRecipes.DemoDetector.Name;
}

/// <summary>What was asked for.</summary>
sealed record DemoOptions(string Folder, int Threads, bool Json, bool Quiet);
