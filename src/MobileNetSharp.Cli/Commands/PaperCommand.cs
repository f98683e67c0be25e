using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Paper;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet paper [NAME…] [--out PATH]</c>.</summary>
static partial class PaperCommand
{
    public static Command Create()
    {
        string[] all = [.. PaperReport.TableIds.Union(PaperReport.FigureIds)];
        var names = new Argument<string[]>("NAME")
        {
            Description = $"Tables and figures: {string.Join(", ", all)}; the default is all.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrMore,
        };
        CommonOptions.OnlyFrom(names, all, "table or figure");
        var output = new Option<string?>("--out", "-o")
        {
            Description = $"Write a folder with paper.html, paper.md and paper.json, or one file: {string.Join(", ", PaperReport.Extensions[..^1])} or {PaperReport.Extensions[^1]}.",
            HelpName = "PATH",
        };
        CommonOptions.OneOfExtensions(output, PaperReport.Extensions, PaperReport.IsFolder);
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("paper", "Recompute the tables and figures of the MobileNetV2 paper.") { names, output, json, quiet };
        command.Add(PaperFigure7Command.Create());
        AddTraining(command);
        Examples.Attach(
            command,
            ("mobilenet paper table4", "compare printed and computed values of a table"),
            ("mobilenet paper figure5 --out figure5.pdf", "draw a figure, as .svg, .png, .pdf or .html"),
            ("mobilenet paper table4 --out table4.csv", "write a table, as .csv, .json, .md or .html"),
            ("mobilenet paper --out paper", "write everything to a folder, with the figures"),
            ("mobilenet paper --json", "print all cells as JSON"));
        command.SetAction(parsed => Run(parsed.GetValue(names) ?? [], parsed.GetValue(output), parsed.GetValue(json), parsed.GetValue(quiet)));
        return command;
    }

    /// <summary>Prints or writes tables and figures; none are all.</summary>
    public static int Run(string[] names, string? path, bool json, bool quiet)
    {
        var report = PaperReport.Build(names);
        if (path is not null)
        {
            foreach (var file in report.Save(path))
                Terminal.Wrote(file, quiet);
        }

        if (json)
            Console.Out.Write(report.ToJson());
        else if (path is null)
            PaperText.Print(report, withFigures: names.Length > 0);
        else if (PaperReport.IsFolder(path))
            Console.Out.WriteLine($"{report.Counts}.");
        return ExitCode.Done;
    }

    // Figure 6 needs training: PaperCommand.Training.cs adds it.
    static partial void AddTraining(Command paper);
}
