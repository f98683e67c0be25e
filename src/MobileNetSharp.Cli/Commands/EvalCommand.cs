using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet eval classify DATA --model MODEL</c>.</summary>
static class EvalCommand
{
    public static Command Create()
    {
        var command = new Command("eval", "Evaluate a model on labeled images.") { Classify() };
        Examples.Attach(command, ("mobilenet eval classify photos/ --model my.safetensors", "print accuracy, metrics per class, confusions and calibration"));
        return command;
    }

    static Command Classify()
    {
        var data = new Argument<string>("DATA") { Description = "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split]." };
        var model = new Option<string?>("--model", "-m")
        {
            Description = "A model file (.safetensors, .onnx, .tflite, .h5, .keras, .pth) or a name from 'mobilenet models'; the default is torchvision's MobileNetV2.",
            HelpName = "MODEL",
        };
        model.CompletionSources.Add(ModelSource.TrainedNames);
        var split = SplitChoice.Option();
        (string, PredictorKind?)[] kinds = [("fast", PredictorKind.Fast), ("reference", PredictorKind.Reference), ("torch", PredictorKind.Torch)];
        var engine = CommonOptions.OneOf("--engine", "Engine: fast (the default), reference (plain loops with double sums, slow) or torch.", kinds);
        var compare = CommonOptions.OneOf(
            "--compare", "Run a second engine on the same images and report where the two differ.", kinds);
        var map = new Option<string?>("--label-map")
        {
            Description = "Match class names to the model's labels: a text file with lines 'dataset class = model label or index'.",
            HelpName = "FILE",
        };
        var report = new Option<string?>("--report") { Description = "Write an HTML report with plots and the most confident mistakes; with .pdf, .png or .svg, its plots only.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(report, Canvas.Extensions);
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var (threads, allowNonFinite) = (CommonOptions.Threads(), CommonOptions.AllowNonFiniteWeights());
        var (device, libtorch) = (CommonOptions.Device(), CommonOptions.Libtorch());
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Evaluate a classifier: accuracy, metrics per class, confusions and calibration.")
        {
            data, model, split, compare, map, report, labels, preprocess, inputSize, threads, engine, device, libtorch, allowNonFinite, json, quiet,
        };
        UsageFault.Require(command, parsed =>
            parsed.GetValue(engine) != PredictorKind.Torch && parsed.GetValue(compare) != PredictorKind.Torch
            && new Option[] { device, libtorch }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } forTorch
                ? $"{forTorch.Name} requires --engine torch or --compare torch."
                : null);
        Examples.Attach(
            command,
            ("mobilenet eval classify photos/ --model my.safetensors", "print a summary"),
            ("mobilenet eval classify photos/ --model my.safetensors --report report.html", "write an HTML report"),
            ("mobilenet eval classify photos/ --model my.onnx --compare torch --json", "compare two engines, as JSON"),
            ("mobilenet eval classify photos/ -m runs/photos --split runs/photos/split.json", "use the validation images of a training run"),
            ("mobilenet eval classify pets/ --label-map pets.txt", "map folder names to the model's labels"));
        command.SetAction((parsed, cancellationToken) => new EvalClassifyRun
        {
            Data = parsed.GetValue(data)!,
            ModelName = parsed.GetValue(model),
            Read = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)),
            Split = parsed.GetValue(split),
            Engine = parsed.GetValue(engine) ?? PredictorKind.Fast,
            Compare = parsed.GetValue(compare),
            Threads = parsed.GetValue(threads),
            AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite),
            Device = parsed.GetValue(device)!,
            Libtorch = parsed.GetValue(libtorch),
            LabelMapPath = parsed.GetValue(map),
            ReportPath = parsed.GetValue(report),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        }.RunAsync(cancellationToken));
        return command;
    }
}
