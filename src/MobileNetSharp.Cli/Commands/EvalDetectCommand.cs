using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet eval detect DATA --model MODEL</c>.</summary>
static class EvalDetectCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "Images with boxes: a folder (YOLO, Pascal VOC, …) or an annotation file such as COCO's .json." };
        var model = new Option<string?>("--model", "-m") { Description = "A model file (.safetensors, .onnx, .tflite, .pth, .weights), a run's folder, or a name from 'mobilenet models'.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.TrainedNames);
        var results = new Option<string?>("--results") { Description = "Evaluate this file of detections in COCO's form instead of running a model.", HelpName = "FILE" };
        var save = new Option<string?>("--save-results") { Description = "Write the detections to a .json file in COCO's form, for other tools.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(save, [".json"]);
        var split = SplitChoice.Option();
        var suppression = DetectorSource.SuppressionOption(standard: "per-class");
        var iou = CommonOptions.Share("--iou-threshold", "Suppress a box that overlaps more than this with a better one, as IoU; the default is the model's.");
        var score = CommonOptions.Share("--score-threshold", "Leave out boxes with a lower score before suppression; the default is the model's.");
        var interpolation = CommonOptions.Interpolation();
        var shown = CommonOptions.Share("--threshold", FormattableString.Invariant($"Count errors, precision and recall of detections from this score on; the default is {DetectionResult.UsualScoreThreshold}."));
        var voc = new Option<bool>("--voc") { Description = "Also print Pascal VOC's average precision, of every point and of 11 points." };
        var agnostic = new Option<bool>("--class-agnostic") { Description = "Take all classes as one: are objects found, whatever they are?" };
        var map = CommonOptions.LabelMap();
        var report = new Option<string?>("--report") { Description = "Write an HTML report with curves, classes, errors and the worst images; with .pdf, .png or .svg, its plots only.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(report, Canvas.Extensions);
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var anchors = DetectorSource.AnchorsOption();
        var engine = new EvalEngineOptions();
        var annotations = new AnnotationChoice();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        Option[] ofModel = [suppression, iou, score, interpolation, save, map, anchors, labels, preprocess, inputSize, .. engine.OfModel];
        var command = new Command("detect", "Evaluate a detector: COCO's figures, per class, precision and recall, and kinds of errors.")
        {
            data, model, results, save, split, suppression, iou, score, interpolation, shown, voc, agnostic, map, report,
            anchors, labels, preprocess, inputSize,
        };
        engine.AddTo(command);
        command.Add(json);
        command.Add(quiet);
        foreach (var option in annotations.All)
            command.Add(option);
        UsageFault.Require(command, parsed => Fault(parsed, model, results, ofModel) ?? engine.Fault(parsed));
        Examples.Attach(
            command,
            ("mobilenet eval detect photos/ --model my.safetensors", "print COCO's figures and a table of classes"),
            ("mobilenet eval detect photos/annotations.json --model my.tflite --report report.html", "write an HTML report with the worst images"),
            ("mobilenet eval detect photos/annotations.json --results detections.json", "evaluate detections of another program"),
            ("mobilenet eval detect photos/ -m my.onnx --save-results detections.json --json", "write the detections for another program, figures as JSON"),
            ("mobilenet eval detect photos/ -m my.onnx --iou-threshold 0.5 --score-threshold 0.02 --voc", "choose the suppression; Pascal VOC's figures too"));
        command.SetAction((parsed, cancellationToken) => new EvalDetectRun
        {
            Data = parsed.GetValue(data)!,
            Annotations = annotations.Of(parsed),
            ModelName = parsed.GetValue(model),
            ResultsPath = parsed.GetValue(results),
            SavePath = parsed.GetValue(save),
            Read = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)).With(parsed.GetValue(anchors)),
            Split = parsed.GetValue(split),
            Suppression = parsed.GetValue(suppression) ?? SuppressionKind.PerClass,
            IouThreshold = parsed.GetValue(iou),
            ScoreThreshold = parsed.GetValue(score),
            Interpolation = parsed.GetValue(interpolation),
            ShownScore = parsed.GetValue(shown) ?? DetectionResult.UsualScoreThreshold,
            Voc = parsed.GetValue(voc),
            ClassAgnostic = parsed.GetValue(agnostic),
            Engine = engine.Of(parsed),
            LabelMapPath = parsed.GetValue(map),
            ReportPath = parsed.GetValue(report),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
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
