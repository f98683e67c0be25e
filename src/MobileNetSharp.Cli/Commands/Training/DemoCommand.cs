using System.CommandLine;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet demo</c>.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out", "-o") { Description = "The run's folder; runs/demo unless said otherwise.", HelpName = "RUN" };
        // A network this small is trained fastest by one thread, while another draws pictures.
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Threads that train, and as many that draw.");
        var quiet = CommonOptions.Quiet();
        var command = new Command("demo", "Draw a picture data set, train a small MobileNetV2 on it, evaluate, export and classify: in a few minutes, without a download.")
        {
            output, threads, quiet,
        };
        Examples.Attach(command, ("mobilenet demo", "from nothing to an exported model; runs/demo/report.html shows how it went"));
        command.SetAction((parsed, cancellation) =>
            new DemoRun(parsed.GetValue(output) ?? RunFolder.Free("demo"), parsed.GetValue(threads), parsed.GetValue(quiet)).RunAsync(cancellation));
        return command;
    }
}
