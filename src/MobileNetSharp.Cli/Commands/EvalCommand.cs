using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet eval classify DATA --model MODEL</c>.</summary>
static class EvalCommand
{
    public static Command Create()
    {
        var command = new Command("eval", "Measure how good a model is on labeled images.") { Classify() };
        Examples.Attach(command, ("mobilenet eval classify photos/ --model my.safetensors", "accuracy, per class, confusion, calibration"));
        return command;
    }

    static Command Classify()
    {
        var data = new Argument<string>("DATA") { Description = "A folder with a subfolder for each class (below train/ and val/, or not), or a .csv file of path,label[,split]." };
        var model = new Option<string?>("--model", "-m")
        {
            Description = "A model file (.safetensors, .onnx, .tflite, .pth) or a name from 'mobilenet models'; the default is torchvision's MobileNetV2.",
            HelpName = "MODEL",
        };
        model.CompletionSources.Add(ModelSource.Names);
        var split = SplitChoice.Option();
        (string, PredictorKind?)[] kinds = [("fast", PredictorKind.Fast), ("reference", PredictorKind.Reference), ("torch", PredictorKind.Torch)];
        var engine = CommonOptions.OneOf("--engine", "fast (the default), reference (plain loops with double sums), or torch.", kinds);
        var compare = CommonOptions.OneOf(
            "--compare", "A second engine to show the same images: how far the two agree, and on which images they differ.", kinds);
        var map = new Option<string?>("--label-map")
        {
            Description = "Where names do not match: a text file of lines 'dataset class = model label or index'.",
            HelpName = "FILE",
        };
        var report = new Option<string?>("--report") { Description = "Write the figures with plots and the surest mistakes as one HTML file.", HelpName = "FILE" };
        var (labels, preprocess) = (CommonOptions.Labels(), CommonOptions.Preprocess());
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Top-1 and top-5 accuracy, per class, confusion and calibration.")
        {
            data, model, split, compare, map, report, labels, preprocess, threads, engine, device, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(device) is { Implicit: false } && result.GetValue(engine) != PredictorKind.Torch && result.GetValue(compare) != PredictorKind.Torch)
                result.AddError("--device is for --engine torch or --compare torch.");
        });
        Examples.Attach(
            command,
            ("mobilenet eval classify photos/ --model my.safetensors", "a table on the terminal"),
            ("mobilenet eval classify photos/ --model my.safetensors --report report.html", "with plots and the surest mistakes as images"),
            ("mobilenet eval classify photos/ --model my.onnx --compare torch --json", "two engines on the same images, as JSON"),
            ("mobilenet eval classify photos/ --model runs/photos/model.safetensors --split runs/photos/split.json", "the images that the run was validated with"),
            ("mobilenet eval classify pets/ --label-map pets.txt", "folders whose names are not the model's"));
        command.SetAction((parsed, cancellationToken) => new EvalClassifyRun
        {
            Data = parsed.GetValue(data)!,
            ModelName = parsed.GetValue(model),
            Read = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess)),
            Split = parsed.GetValue(split),
            Engine = parsed.GetValue(engine) ?? PredictorKind.Fast,
            Compare = parsed.GetValue(compare),
            Threads = parsed.GetValue(threads),
            Device = parsed.GetValue(device)!,
            LabelMapPath = parsed.GetValue(map),
            ReportPath = parsed.GetValue(report),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        }.RunAsync(cancellationToken));
        return command;
    }
}
