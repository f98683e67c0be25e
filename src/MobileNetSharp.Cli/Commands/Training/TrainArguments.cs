using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Completions;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The arguments that <c>train</c> takes for every task.</summary>
sealed class TrainArguments
{
    readonly TrainTask task;
    readonly Argument<string?> data;
    readonly Option<string?> recipe, model;
    readonly Option<string?> output = new("--out", "-o") { Description = "The run folder; the default is runs/DATA.", HelpName = "RUN" };
    readonly Option<string?> resume = new("--resume") { Description = "Resume the run in this folder, or without RUN the newest in runs/; DATA is only needed if the images have moved.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string[]> set = new("--set") { Description = "Set a field of the recipe, such as optimizer.momentum=0.8; can be repeated. --print lists the fields.", HelpName = "FIELD=VALUE" };
    readonly Option<double> learningRate = CommonOptions.PositiveNumber("--learning-rate", "Learning rate (optimizer.learningRate).", "RATE", 1_000_000);
    readonly Option<int> batchSize = CommonOptions.Number("--batch-size", 1, 65536, 0, "Images in a batch, in every phase.");
    readonly Option<int> seed = CommonOptions.Number("--seed", 0, int.MaxValue, 0, "Seed of all random choices.");
    readonly Option<bool> print = new("--print") { Description = "Print the recipe with the meaning of each field, or with --json as a file for --recipe, and stop." };
    readonly Option<int> epochs = CommonOptions.Number("--epochs", 1, 1_000_000, 1, "Number of epochs of the whole run at most, divided among the recipe's phases.");
    readonly Option<string[]> export;
    readonly Option<string> device = CommonOptions.Device();
    readonly Option<string?> libtorch = CommonOptions.Libtorch();
    readonly Option<MobileNetSharp.Cards.Preprocessing?> preprocess = CommonOptions.Preprocess();
    readonly Option<int> threads = CommonOptions.Threads();
    readonly Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();

    /// <param name="task">What is trained.</param>
    /// <param name="dataDescription">What DATA may be.</param>
    public TrainArguments(TrainTask task, string dataDescription)
    {
        this.task = task;
        data = new("DATA") { Description = dataDescription, Arity = ArgumentArity.ZeroOrOne };
        recipe = new("--recipe") { Description = $"Training recipe: {string.Join(", ", task.Recipes)}, or a JSON file.", HelpName = "NAME|FILE" };
        recipe.CompletionSources.Add([.. task.Recipes]);
        model = new("--model", "-m") { Description = "Pretrained model to start from; for recipes with random weights, a network name.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.Names);
        set.CompletionSources.Add(_ => RecipeFields.FromRecipe(ShippedRecipes.Load(task.DefaultRecipe)).Select(field => new CompletionItem($"{field.Name}=")));
        learningRate.Aliases.Add("--lr");
        export = ExportFormats.Option(isForDetectors: task == TrainTask.Detect);
        (batchSize.DefaultValueFactory, seed.DefaultValueFactory, epochs.DefaultValueFactory) = (null, null, null);
    }

    /// <summary>A command with these arguments and those of its task, which only apply to a new run unless <paramref name="always"/> has them.</summary>
    public Command CreateCommand(string description, IReadOnlyList<Option> fresh, IReadOnlyList<Option> always)
    {
        var command = new Command(task.Verb, description) { data, recipe, model, output, resume, epochs, learningRate, batchSize, seed };
        foreach (var option in fresh)
            command.Add(option);
        foreach (var option in new Option[] { set, print, export, device, libtorch, preprocess }.Concat(always).Concat([threads, json, quiet]))
            command.Add(option);
        UsageFault.Require(command, parsed =>
        {
            var resumes = parsed.GetResult(resume) is not null;
            // Ignoring them silently would be misleading.
            if (resumes && fresh.Concat([recipe, model, output, set, epochs, preprocess, learningRate, batchSize, seed, print]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } beginning)
                return $"{beginning.Name} only applies to a new run; --resume uses the settings of the existing run.";
            return parsed.GetValue(data) is null && !resumes && !parsed.GetValue(print)
                ? $"DATA is missing; for example: mobilenet train {task.Verb} photos/, or to resume the newest run: mobilenet train {task.Verb} --resume"
                : null;
        });
        return command;
    }

    /// <summary>What was given.</summary>
    public TrainOptions Of(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(data),
        Recipe = parsed.GetValue(recipe) ?? task.DefaultRecipe,
        Model = parsed.GetValue(model),
        Output = parsed.GetValue(output),
        Resume = parsed.GetResult(resume) is null ? null : parsed.GetValue(resume) ?? RunFolder.Newest(task, parsed.GetValue(quiet)),
        LearningRate = parsed.GetResult(learningRate) is null ? null : parsed.GetValue(learningRate),
        BatchSize = parsed.GetResult(batchSize) is null ? null : parsed.GetValue(batchSize),
        Seed = parsed.GetResult(seed) is null ? null : parsed.GetValue(seed),
        Set = parsed.GetValue(set) ?? [],
        Print = parsed.GetValue(print),
        Epochs = parsed.GetResult(epochs) is null ? null : parsed.GetValue(epochs),
        Export = parsed.GetValue(export)!,
        Preprocessing = parsed.GetValue(preprocess),
        Training = new TrainingOptions { Device = parsed.GetValue(device)!, Threads = parsed.GetValue(threads) },
        Libtorch = parsed.GetValue(libtorch),
        Json = parsed.GetValue(json),
        Quiet = parsed.GetValue(quiet),
    };
}

/// <summary>What <c>train</c> trains.</summary>
/// <param name="Verb">Its word on the command line.</param>
/// <param name="DefaultRecipe">The recipe where none is given.</param>
/// <param name="ScratchRecipe">The recipe that starts from random weights.</param>
/// <param name="Recipes">The names of its recipes.</param>
sealed record TrainTask(string Verb, string DefaultRecipe, string ScratchRecipe, ImmutableArray<string> Recipes)
{
    public static TrainTask Classify { get; } = new("classify", ShippedRecipes.Default, "from-scratch-small", ShippedRecipes.ClassifierNames);

    public static TrainTask Detect { get; } = new("detect", ShippedRecipes.DefaultDetector, "from-scratch-detect", ShippedRecipes.DetectorNames);

    /// <summary>The task that a recipe is for.</summary>
    public static TrainTask Of(Recipe recipe) => recipe.Detection is null ? Classify : Detect;
}
