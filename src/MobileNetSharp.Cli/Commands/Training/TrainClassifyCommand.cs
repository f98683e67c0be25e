using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet train classify DATA [--recipe finetune] [--model MODEL] [--out RUN]</c>.</summary>
static class TrainClassifyCommand
{
    public static Command Create()
    {
        var arguments = new TrainArguments(TrainTask.Classify, "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split].");
        var command = arguments.CreateCommand("Train a classifier.", [], []);
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "fine-tune torchvision's MobileNetV2; writes runs/photos/model.safetensors"),
            ("mobilenet train classify photos/ --model my.onnx --export onnx,tflite", "start from your own model, and export the result"),
            ("mobilenet train classify photos/ --lr 0.01 --batch-size 8 --epochs 20", "change the recipe"),
            ("mobilenet train classify --recipe finetune --print", "list every field of a recipe, to change with --set"),
            ("mobilenet train classify --resume runs/photos", "resume an interrupted run"));
        command.SetAction((parsed, cancellationToken) => new TrainClassifyRun(arguments.Of(parsed)).RunAsync(cancellationToken));
        return command;
    }
}
