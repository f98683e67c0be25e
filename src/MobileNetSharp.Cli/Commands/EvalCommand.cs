using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet eval classify DATA --model MODEL</c>.</summary>
static class EvalCommand
{
    public static Command Create()
    {
        var command = new Command("eval", "Evaluate a model on labeled images.") { Classify(), EvalDetectCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet eval classify photos/ --model my.safetensors", "print accuracy, metrics per class, confusions and calibration"),
            ("mobilenet eval detect photos/annotations.json --model my.safetensors", "print average precision, per class, and kinds of errors"));
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
        var engine = new EvalEngineOptions();
        var compare = EvalEngineOptions.KindOption("--compare", "Run a second engine on the same images and report where the two differ.");
        var map = CommonOptions.LabelMap();
        var report = new Option<string?>("--report") { Description = "Write an HTML report with plots and the most confident mistakes; with .pdf, .png or .svg, its plots only.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(report, Canvas.Extensions);
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Evaluate a classifier: accuracy, metrics per class, confusions and calibration.")
        {
            data, model, split, compare, map, report, labels, preprocess, inputSize,
        };
        engine.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        UsageFault.Require(command, parsed => engine.Fault(parsed, compare));
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
            Engine = engine.Of(parsed),
            Compare = parsed.GetValue(compare) is { } second ? engine.Of(parsed) with { Kind = second } : null,
            LabelMapPath = parsed.GetValue(map),
            ReportPath = parsed.GetValue(report),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        }.RunAsync(cancellationToken));
        return command;
    }
}
