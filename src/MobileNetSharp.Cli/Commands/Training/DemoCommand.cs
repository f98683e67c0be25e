using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet demo</c>.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out", "-o") { Description = "The run's folder; runs/demo unless said otherwise.", HelpName = "RUN" };
        // A network this small is trained fastest by one thread, while another draws images.
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Threads that train, and as many that draw.");
        var epochs = CommonOptions.Number("--epochs", 1, 10_000, ShippedRecipes.Demo.Phases[0].Epochs, "Epochs to train; fewer take less time.");
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, ShippedRecipes.Demo.Seed, "Decides the images and the weights to start from.");
        var quiet = CommonOptions.Quiet();
        var command = new Command("demo", "Draw an image data set, train a small MobileNetV2 on it, evaluate, export and classify: in a few minutes, without a download.")
        {
            output, epochs, seed, threads, quiet,
        };
        command.Validators.Add(result =>
        {
            // Passed over in silence they would seem to be heard.
            if (result.GetValue(output) is { } folder && TrainingRun.IsIn(folder) && new[] { epochs, seed }.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } beginning)
                result.AddError($"{beginning.Name} is for a demo that begins; the one in {folder} goes on as it was begun.");
        });
        Examples.Attach(command, ("mobilenet demo", "from nothing to an exported model; runs/demo/report.html shows how it went"),
            ("mobilenet demo --out runs/demo", "goes on with that run, if it was stopped"));
        command.SetAction((parsed, cancellationToken) =>
            new DemoRun(parsed.GetValue(output) ?? RunFolder.Free("demo"), parsed.GetValue(threads), parsed.GetValue(quiet))
                .RunAsync(Recipe(parsed.GetValue(epochs), parsed.GetValue(seed)), cancellationToken));
        return command;
    }

    static Recipe Recipe(int epochs, int seed)
    {
        var recipe = ShippedRecipes.Demo;
        return recipe with { Seed = seed, Phases = [recipe.Phases[0] with { Epochs = epochs }] };
    }
}
