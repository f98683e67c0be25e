using System.CommandLine;
using MobileNetSharp.Cli.Commands.Training;

namespace MobileNetSharp.Cli.Commands;

/// <content>The part that needs libtorch.</content>
static partial class PaperCommand
{
    static partial void AddTraining(Command paper) => paper.Add(PaperFigure6Command.Create());
}
