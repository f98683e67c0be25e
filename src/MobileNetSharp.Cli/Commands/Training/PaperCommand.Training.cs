using System.CommandLine;

namespace MobileNetSharp.Cli.Commands;

/// <content>What needs libtorch.</content>
static partial class PaperCommand
{
    static partial void AddTraining(Command paper) => paper.Add(Figure6Command.Create());
}
