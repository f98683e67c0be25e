using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Paper;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet paper [TABLE…] [--out DIR]</c>.</summary>
static partial class PaperCommand
{
    public static Command Create()
    {
        var tables = new Argument<string[]>("TABLE")
        {
            Description = $"Tables to print: {string.Join(", ", PaperReport.TableIds)}; the default is all.",
            HelpName = "TABLE",
            Arity = ArgumentArity.ZeroOrMore,
        };
        CommonOptions.OnlyFrom(tables, [.. PaperReport.TableIds]);
        var folder = new Option<string?>("--out") { Description = "Write paper.html, paper.md and paper.json to a folder.", HelpName = "DIR" };
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("paper", "Recompute the tables and figures of the MobileNetV2 paper.") { tables, folder, json, quiet };
        command.Add(PaperFigure7Command.Create());
        AddTraining(command);
        Examples.Attach(
            command,
            ("mobilenet paper table4", "compare printed and computed values of a table"),
            ("mobilenet paper --out paper", "write everything to a folder, with the figures"),
            ("mobilenet paper --json", "print all cells as JSON"));
        command.SetAction(parsed =>
        {
            var report = PaperReport.Build(parsed.GetValue(tables) ?? []);
            if (parsed.GetValue(folder) is { } path)
            {
                foreach (var file in report.Save(path))
                    Terminal.Wrote(file, parsed.GetValue(quiet));
            }

            if (parsed.GetValue(json))
                Console.Out.Write(report.ToJson());
            else
                PaperText.Print(report, withTables: parsed.GetValue(folder) is null);
            return ExitCode.Done;
        });
        return command;
    }

    // Figure 6 needs training: PaperCommand.Training.cs adds it.
    static partial void AddTraining(Command paper);
}
