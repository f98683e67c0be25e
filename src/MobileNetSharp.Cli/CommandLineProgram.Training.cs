using System.CommandLine;
using MobileNetSharp.Cli.Commands.Training;

namespace MobileNetSharp.Cli;

/// <content>The verbs that need libtorch.</content>
static partial class CommandLineProgram
{
    static partial void AddTrainingVerbs(RootCommand root)
    {
        root.Add(TrainCommand.Create());
        root.Add(DemoCommand.Create());
    }
}
