using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data</c>.</summary>
static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Check, generate or convert a data set.") { DataCheckCommand.Create(), DataDrawCommand.Create(), DataConvertCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "look for problems before training"),
            ("mobilenet data draw shapes/", "generate a data set; --task detect for one with boxes"),
            ("mobilenet data convert photos/ photos-coco/ --to coco", "convert images with boxes to another format"));
        return command;
    }
}
