using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The folders of runs.</summary>
static class RunFolder
{
    const string Parent = "runs";

    /// <summary><c>runs/NAME</c>, or the first of <c>runs/NAME-2</c>, … that does not exist yet.</summary>
    public static string Free(string name)
    {
        for (var number = 1; ; number++)
        {
            var folder = Path.Combine(Parent, number == 1 ? name : $"{name}-{number}");
            if (!Directory.Exists(folder))
                return folder;
        }
    }

    /// <summary>The newest run of a task in <c>runs/</c> that <c>train</c> can resume; says which it is, unless quiet.</summary>
    public static string Newest(TrainTask task, bool quiet)
    {
        var runs = Directory.Exists(Parent) ? Directory.EnumerateDirectories(Parent).Where(run => TrainingRun.IsIn(run) || TrainingRun.IsRecordedOnly(run)) : [];
        var newest = runs.OrderByDescending(run => Directory.GetLastWriteTimeUtc(Path.Combine(run, "checkpoints")))
            .FirstOrDefault(run => TrainingRun.RecipeOf(run) is var recipe && recipe.Name != ShippedRecipes.Demo.Name && recipe.Name != ShippedRecipes.DemoDetector.Name && TrainTask.Of(recipe) == task)
            ?? throw new UserException("runs: there is no run to resume here; name its folder with --resume RUN.");
        if (!quiet)
            Terminal.Line($"Newest run: {newest}");
        return newest;
    }

    /// <summary>A path as a user would type it: relative where it lies below the current folder.</summary>
    public static string AsTyped(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path;

    /// <summary>The folder, quoted for a command line.</summary>
    public static string Quoted(string folder) => folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder;
}
