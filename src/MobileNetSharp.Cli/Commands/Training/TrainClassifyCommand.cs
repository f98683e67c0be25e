using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet train classify DATA [--recipe finetune] [--model MODEL] [--out RUN]</c>.</summary>
static class TrainClassifyCommand
{
    public static Command Create()
    {
        var data = new Argument<string?>("DATA")
        {
            Description = "A folder with a subfolder of images for each class (or train/ and val/ with those), or a .csv file with rows path,label.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var recipe = new Option<string?>("--recipe") { Description = $"How to train: {string.Join(", ", ShippedRecipes.Names)}, or a JSON file.", HelpName = "NAME|FILE" };
        recipe.CompletionSources.Add([.. ShippedRecipes.Names]);
        var model = new Option<string?>("--model", "-m") { Description = "The trained model to start from; for a recipe from random weights a network's bare name.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.Names);
        var output = new Option<string?>("--out", "-o") { Description = "The run's folder; runs/DATA unless said otherwise.", HelpName = "RUN" };
        var resume = new Option<string?>("--resume") { Description = "Go on with the run in this folder; DATA is needed only where its images have moved.", HelpName = "RUN" };
        var set = new Option<string[]>("--set") { Description = "A field of the recipe, such as optimizer.learningRate=0.01; may be repeated.", HelpName = "FIELD=VALUE" };
        var epochs = CommonOptions.Number("--epochs", 0, 1_000_000, -1, "Epochs of the recipe's last phase.");
        epochs.DefaultValueFactory = null;
        var export = ExportFormats.Option();
        var device = CommonOptions.Device();
        var preprocess = CommonOptions.Preprocess();
        var (threads, json, quiet) = (CommonOptions.Threads(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Train a classifier on a folder of images.")
        {
            data, recipe, model, output, resume, set, epochs, export, device, preprocess, threads, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null && result.GetValue(resume) is null)
                result.AddError("Give DATA, to begin a run, or --resume RUN.");
            // Passed over in silence they would seem to be heard.
            if (result.GetValue(resume) is not null && new Option[] { recipe, model, output, set, epochs, preprocess }.FirstOrDefault(option => result.GetResult(option) is not null) is { } beginning)
                result.AddError($"{beginning.Name} is for a run that begins; --resume goes on as the run was begun.");
        });
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "fine-tunes torchvision's MobileNetV2; the model is runs/photos/model.safetensors"),
            ("mobilenet train classify photos/ --model my.onnx --export onnx,tflite", "from a model of your own, exported at once"),
            ("mobilenet train classify photos/ --set optimizer.learningRate=0.01 --epochs 20", "with fields of the recipe changed"),
            ("mobilenet train classify --resume runs/photos", "goes on where the run was stopped"));
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
