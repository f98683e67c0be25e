using System.CommandLine;
using MobileNetSharp.Cli.Output;

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
        var shared = new EvalOptions(
            "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split].", CommonOptions.Classifier(), "plots and the most confident mistakes");
        var compare = EvalEngineOptions.KindOption("--compare", "Run a second engine on the same images and report where the two differ.");
        var command = new Command("classify", "Evaluate a classifier: accuracy, metrics per class, confusions and calibration.");
        shared.AddTo(command, compare);
        UsageFault.Require(command, parsed => shared.Engine.Fault(parsed, compare));
        Examples.Attach(
            command,
            ("mobilenet eval classify photos/ --model my.safetensors", "print a summary"),
            ("mobilenet eval classify photos/ --model my.safetensors --report report.html", "write an HTML report"),
            ("mobilenet eval classify photos/ --model my.onnx --compare torch --json", "compare two engines, as JSON"),
            ("mobilenet eval classify photos/ -m runs/photos --split runs/photos/split.json", "use the validation images of a training run"),
            ("mobilenet eval classify pets/ --label-map pets.txt", "map folder names to the model's labels"));
        command.SetAction((parsed, cancellationToken) => new EvalClassifyRun(shared.Of(parsed))
        {
            Compare = parsed.GetValue(compare) is { } second ? shared.Engine.Of(parsed) with { Kind = second } : null,
        }.RunAsync(cancellationToken));
        return command;
    }
}
