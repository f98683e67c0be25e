using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet train detect DATA [--recipe finetune-detect] [--model MODEL] [--out RUN]</c>.</summary>
static class TrainDetectCommand
{
    public static Command Create()
    {
        var arguments = new TrainArguments(TrainTask.Detect, "Images with boxes: a folder in the form of YOLO, Pascal VOC, COCO or another, or an annotation file.");
        var inputSize = CommonOptions.Number("--input-size", 33, 4096, 0, "Height and width of the network's input; larger finds smaller objects, and takes longer.");
        inputSize.DefaultValueFactory = null;
        var annotations = new AnnotationChoice();
        var command = arguments.CreateCommand("Train a detector.", [inputSize], annotations.All);
        Examples.Attach(
            command,
            ("mobilenet train detect photos/", "SSDLite on torchvision's MobileNetV2; writes runs/photos/model.safetensors"),
            ("mobilenet train detect photos/data.yaml --model detector.tflite --export onnx,tflite", "start from a detector, whose classes are replaced"),
            ("mobilenet train detect photos/ --input-size 320 --batch-size 8", "for smaller objects"),
            ("mobilenet train detect photos/ --recipe from-scratch-detect --model ssdlite_mobilenet_v2_320", "from random weights"),
            ("mobilenet train detect photos/ --set detection.head=yoloV2Lite", "YOLOv2 in place of SSDLite, with anchors that fit your boxes"),
            ("mobilenet train detect --recipe finetune-detect --print", "list every field of a recipe, to change with --set"),
            ("mobilenet train detect --resume runs/photos", "resume an interrupted run"));
        command.SetAction((parsed, cancellationToken) => new TrainDetectRun(arguments.Of(parsed) with
        {
            InputSize = parsed.GetResult(inputSize) is null ? null : parsed.GetValue(inputSize),
            Annotations = annotations.Of(parsed),
        }).RunAsync(cancellationToken));
        return command;
    }
}
