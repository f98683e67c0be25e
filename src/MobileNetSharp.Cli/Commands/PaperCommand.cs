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
            Description = $"Which tables: {string.Join(", ", PaperReport.TableIds)}; all of them unless named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        tables.AcceptOnlyFromAmong([.. PaperReport.TableIds]);
        var folder = new Option<string?>("--out") { Description = "Write paper.html, paper.md and paper.json into a folder.", HelpName = "DIR" };
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("paper", "The MobileNetV2 paper's tables beside what its networks give.") { tables, folder, json, quiet };
        command.Add(PaperFigure7Command.Create());
        AddTraining(command);
        Examples.Attach(
            command,
            ("mobilenet paper table4", "a table: what is printed, what is computed, and why they differ"),
            ("mobilenet paper --out paper", "all of it as paper/paper.html, with the figures; as Markdown and JSON too"),
            ("mobilenet paper --json", "every cell for a program"));
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

    // Figure 6 is trained: Commands/Training has its verb.
    static partial void AddTraining(Command paper);
}
