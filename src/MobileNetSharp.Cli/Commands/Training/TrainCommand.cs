using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary><c>mobilenet train TASK DATA …</c>.</summary>
static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train a model on your own images.") { TrainClassifyCommand.Create(), TrainDetectCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "train on a folder with a subfolder per class"),
            ("mobilenet train detect photos/", "train on images with boxes"),
            ("mobilenet train classify --resume runs/photos", "resume an interrupted run"));
        return command;
    }
}
