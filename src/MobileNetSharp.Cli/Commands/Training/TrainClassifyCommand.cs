using System.CommandLine;
using System.CommandLine.Completions;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet train classify DATA [--recipe finetune] [--model MODEL] [--out RUN]</c>.</summary>
static class TrainClassifyCommand
{
    public static Command Create()
    {
        var data = new Argument<string?>("DATA")
        {
            Description = "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split].",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var recipe = new Option<string?>("--recipe") { Description = $"Training recipe: {string.Join(", ", ShippedRecipes.Names)}, or a JSON file.", HelpName = "NAME|FILE" };
        recipe.CompletionSources.Add([.. ShippedRecipes.Names]);
        var model = new Option<string?>("--model", "-m") { Description = "Pretrained model to start from; for recipes with random weights, a network name.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.Names);
        var output = new Option<string?>("--out", "-o") { Description = "The run folder; the default is runs/DATA.", HelpName = "RUN" };
        var resume = new Option<string?>("--resume") { Description = "Resume the run in this folder, or without RUN the newest in runs/; DATA is only needed if the images have moved.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<string[]>("--set") { Description = "Set a field of the recipe, such as optimizer.momentum=0.8; can be repeated. --print lists the fields.", HelpName = "FIELD=VALUE" };
        set.CompletionSources.Add(_ => RecipeFields.FromRecipe(ShippedRecipes.Load(ShippedRecipes.Default)).Select(field => new CompletionItem($"{field.Name}=")));
        var learningRate = CommonOptions.PositiveNumber("--learning-rate", "Learning rate (optimizer.learningRate).", "RATE", 1_000_000);
        learningRate.Aliases.Add("--lr");
        var batchSize = CommonOptions.Number("--batch-size", 1, 65536, 0, "Images in a batch, in every phase.");
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, 0, "Seed of all random choices.");
        (batchSize.DefaultValueFactory, seed.DefaultValueFactory) = (null, null);
        var print = new Option<bool>("--print") { Description = "Print the recipe with the meaning of each field, or with --json as a file for --recipe, and stop." };
        var epochs = CommonOptions.Number("--epochs", 1, 1_000_000, 1, "Number of epochs of the whole run at most, divided among the recipe's phases.");
        epochs.DefaultValueFactory = null;
        var export = ExportFormats.Option();
        var (device, libtorch) = (CommonOptions.Device(), CommonOptions.Libtorch());
        var preprocess = CommonOptions.Preprocess();
        var (threads, json, quiet) = (CommonOptions.Threads(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Train a classifier.")
        {
            data, recipe, model, output, resume, epochs, learningRate, batchSize, seed, set, print, export, device, libtorch, preprocess, threads, json, quiet,
        };
        UsageFault.Require(command, parsed =>
        {
            var resumes = parsed.GetResult(resume) is not null;
            // Ignoring them silently would be misleading.
            if (resumes && new Option[] { recipe, model, output, set, epochs, preprocess, learningRate, batchSize, seed, print }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } beginning)
                return $"{beginning.Name} only applies to a new run; --resume uses the settings of the existing run.";
            return parsed.GetValue(data) is null && !resumes && !parsed.GetValue(print)
                ? "DATA is missing; for example: mobilenet train classify photos/, or to resume the newest run: mobilenet train classify --resume"
                : null;
        });
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "fine-tune torchvision's MobileNetV2; writes runs/photos/model.safetensors"),
            ("mobilenet train classify photos/ --model my.onnx --export onnx,tflite", "start from your own model, and export the result"),
            ("mobilenet train classify photos/ --lr 0.01 --batch-size 8 --epochs 20", "change the recipe"),
            ("mobilenet train classify --recipe finetune --print", "list every field of a recipe, to change with --set"),
            ("mobilenet train classify --resume runs/photos", "resume an interrupted run"));
        command.SetAction((parsed, cancellationToken) => new TrainClassifyRun(new TrainClassifyOptions
        {
            Data = parsed.GetValue(data),
            Recipe = parsed.GetValue(recipe) ?? ShippedRecipes.Default,
            Model = parsed.GetValue(model),
            Output = parsed.GetValue(output),
            Resume = parsed.GetResult(resume) is null ? null : parsed.GetValue(resume) ?? RunFolder.Newest(parsed.GetValue(quiet)),
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
        }).RunAsync(cancellationToken));
        return command;
    }
}
