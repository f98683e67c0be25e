using System.CommandLine;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data check DIR</c>, and the other verbs about data sets.</summary>
static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Check, generate or convert a data set.") { Check(), DataDrawCommand.Create(), DataConvertCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "look for problems before training"),
            ("mobilenet data draw shapes/", "generate a data set; --task detect for one with boxes"),
            ("mobilenet data convert photos/ photos-coco/ --to coco", "convert images with boxes to another format"));
        return command;
    }

    static Command Check()
    {
        var path = new Argument<string>("DIR") { Description = "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split]." };
        var side = CommonOptions.Number("--min-side", 1, 65535, new DataCheckOptions().MinimumSide, "Report images whose shorter side is below this, in pixels.");
        var threads = CommonOptions.Number("--threads", 1, 1024, Environment.ProcessorCount, "Number of threads.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("check", "Check a data set for broken files, duplicates, unbalanced classes and more.")
        {
            path, side, threads, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "list the classes and all problems, with suggestions"),
            ("mobilenet data check photos.csv --json > check.json", "check a manifest; list every file of every problem"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new DataCheckOptions { MinimumSide = parsed.GetValue(side), Threads = parsed.GetValue(threads) };
            var report = await WorkProgress.RunAsync("checking", parsed.GetValue(quiet), progress =>
                ClassificationCheck.Run(parsed.GetValue(path)!, options, progress, cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(DataCheckDocument.Of(report));
            else
                DataCheckText.Print(report);
            return report.HasErrors ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
