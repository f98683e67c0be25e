using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet train TASK DATA …</c>.</summary>
static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Train a network on images of your own.") { TrainClassifyCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet train classify photos/", "a folder with a subfolder of images for each class"),
            ("mobilenet train classify --resume runs/photos", "go on with a run that was stopped"));
        return command;
    }
}
