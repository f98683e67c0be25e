using System.CommandLine;
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
        var resume = new Option<string?>("--resume") { Description = "Resume the run in this folder; DATA is only needed if the images have moved.", HelpName = "RUN" };
        var set = new Option<string[]>("--set") { Description = "Set a field of the recipe, such as optimizer.learningRate=0.01; can be repeated.", HelpName = "FIELD=VALUE" };
        var epochs = CommonOptions.Number("--epochs", 0, 1_000_000, -1, "Number of epochs of the recipe's last phase.");
        epochs.DefaultValueFactory = null;
        var export = ExportFormats.Option();
        var device = CommonOptions.Device();
        var preprocess = CommonOptions.Preprocess();
        var (threads, json, quiet) = (CommonOptions.Threads(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Train a classifier.")
        {
            data, recipe, model, output, resume, set, epochs, export, device, preprocess, threads, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null && result.GetValue(resume) is null)
                result.AddError("Specify DATA to start a run, or --resume RUN to resume one.");
            // Ignoring them silently would be misleading.
            if (result.GetValue(resume) is not null && new Option[] { recipe, model, output, set, epochs, preprocess }.FirstOrDefault(option => result.GetResult(option) is not null) is { } beginning)
                result.AddError($"{beginning.Name} only applies to a new run; --resume uses the settings of the existing run.");
        });
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "fine-tune torchvision's MobileNetV2; writes runs/photos/model.safetensors"),
            ("mobilenet train classify photos/ --model my.onnx --export onnx,tflite", "start from your own model, and export the result"),
            ("mobilenet train classify photos/ --set optimizer.learningRate=0.01 --epochs 20", "change fields of the recipe"),
            ("mobilenet train classify --resume runs/photos", "resume an interrupted run"));
        command.SetAction((parsed, cancellationToken) => new TrainClassifyRun(new TrainClassifyOptions
        {
            Data = parsed.GetValue(data),
            Recipe = parsed.GetValue(recipe) ?? ShippedRecipes.Default,
            Model = parsed.GetValue(model),
            Output = parsed.GetValue(output),
            Resume = parsed.GetValue(resume),
            Set = parsed.GetValue(set) ?? [],
            Epochs = parsed.GetResult(epochs) is null ? null : parsed.GetValue(epochs),
            Export = parsed.GetValue(export)!,
            Preprocessing = parsed.GetValue(preprocess),
            Training = new TrainingOptions { Device = parsed.GetValue(device)!, Threads = parsed.GetValue(threads) },
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        }).RunAsync(cancellationToken));
        return command;
    }
}
