using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet eval detect DATA --model MODEL</c>.</summary>
static class EvalDetectCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Detector(isRequired: false);
        var shared = new EvalOptions(
            "Images with boxes: a folder (YOLO, Pascal VOC, …) or an annotation file such as COCO's .json.", model, "curves, classes, errors and the worst images");
        var results = new Option<string?>("--results") { Description = "Evaluate this file of detections in COCO's form instead of running a model.", HelpName = "FILE" };
        var save = new Option<string?>("--save-results") { Description = "Write the detections to a .json file in COCO's form, for other tools.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(save, [".json"]);
        var suppression = DetectorSource.SuppressionOption(standard: "per-class");
        var iou = CommonOptions.Share("--iou-threshold", "Suppress a box that overlaps more than this with a better one, as IoU; the default is the model's.");
        var score = CommonOptions.Share("--score-threshold", "Leave out boxes with a lower score before suppression; the default is the model's.");
        var interpolation = CommonOptions.Interpolation();
        var shown = CommonOptions.Share("--threshold", FormattableString.Invariant($"Count errors, precision and recall of detections from this score on; the default is {DetectionResult.UsualScoreThreshold}."));
        var voc = new Option<bool>("--voc") { Description = "Also print Pascal VOC's average precision, of every point and of 11 points." };
        var agnostic = new Option<bool>("--class-agnostic") { Description = "Take all classes as one: are objects found, whatever they are?" };
        var anchors = DetectorSource.AnchorsOption();
        var annotations = new AnnotationChoice();
        Option[] ofModel = [suppression, iou, score, interpolation, save, anchors, .. shared.OfModel];
        var command = new Command("detect", "Evaluate a detector: COCO's figures, per class, precision and recall, and kinds of errors.");
        shared.AddTo(command, results, save, suppression, iou, score, interpolation, shown, voc, agnostic, anchors);
        foreach (var option in annotations.All)
            command.Add(option);
        UsageFault.Require(command, parsed => Fault(parsed, model, results, ofModel) ?? shared.Engine.Fault(parsed));
        Examples.Attach(
            command,
            ("mobilenet eval detect photos/ --model my.safetensors", "print COCO's figures and a table of classes"),
            ("mobilenet eval detect photos/annotations.json --model my.tflite --report report.html", "write an HTML report with the worst images"),
            ("mobilenet eval detect photos/annotations.json --results detections.json", "evaluate detections of another program"),
            ("mobilenet eval detect photos/ -m my.onnx --save-results detections.json --json", "write the detections for another program, figures as JSON"),
            ("mobilenet eval detect photos/ -m my.onnx --iou-threshold 0.5 --score-threshold 0.02 --voc", "choose the suppression; Pascal VOC's figures too"));
        command.SetAction((parsed, cancellationToken) => new EvalDetectRun(shared.Of(parsed))
        {
            Annotations = annotations.Of(parsed),
            Anchors = parsed.GetValue(anchors),
            ResultsPath = parsed.GetValue(results),
            SavePath = parsed.GetValue(save),
            Suppression = parsed.GetValue(suppression) ?? SuppressionKind.PerClass,
            IouThreshold = parsed.GetValue(iou),
            ScoreThreshold = parsed.GetValue(score),
            Interpolation = parsed.GetValue(interpolation),
            ShownScore = parsed.GetValue(shown) ?? DetectionResult.UsualScoreThreshold,
            Voc = parsed.GetValue(voc),
            ClassAgnostic = parsed.GetValue(agnostic),
        }.RunAsync(cancellationToken));
        return command;
    }

    static string? Fault(ParseResult parsed, Option<string?> model, Option<string?> results, Option[] ofModel) =>
        (parsed.GetValue(model), parsed.GetValue(results)) switch
        {
            (null, null) => "--model MODEL or --results FILE is missing; for example: mobilenet eval detect photos/ --model my.safetensors",
            (not null, not null) => "--model and --results exclude each other: detections come from a model or from a file.",
            (null, not null) when ofModel.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } option => $"{option.Name} requires --model.",
            _ => null,
        };
}
