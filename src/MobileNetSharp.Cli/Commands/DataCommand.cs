using System.CommandLine;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data check DIR</c>, <c>data draw DIR</c>.</summary>
static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Check, generate or convert a data set.") { Check(), Draw(), DataConvertCommand.Create() };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "look for problems before training"),
            ("mobilenet data draw shapes/", "generate a data set"),
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

    static Command Draw()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to write; must be new or empty." };
        var train = CommonOptions.Number("--train", 1, 10_000_000, 2000, "Number of training images.");
        var validation = CommonOptions.Number("--val", 1, 10_000_000, 500, "Number of validation images.");
        var size = CommonOptions.Number("--size", ShapesDataset.MinimumSize, 4096, 64, "Width and height, in pixels.");
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, 1, "Random seed.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("draw", "Generate a data set of shapes and textures in ten classes, as PNG files.")
        {
            folder, train, validation, size, seed, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet data draw shapes/", "write 2000 images to shapes/train and 500 to shapes/val"),
            ("mobilenet data draw big/ --train 10000 --size 96 --seed 7", "write more and larger images, with another seed"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var splits = ShapesDataset.Splits(parsed.GetValue(train), parsed.GetValue(validation), (ulong)parsed.GetValue(seed), parsed.GetValue(size));
            var path = parsed.GetValue(folder)!;
            await WorkProgress.RunAsync("drawing", parsed.GetValue(quiet), progress =>
            {
                ImageFolderWriter.Write(splits, path, progress, cancellationToken);
                return true;
            }).ConfigureAwait(false);
            var document = new DataDrawDocument(path, splits.Train.Count, splits.Validation.Count, splits.Train.Strata);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                Console.Out.WriteLine($"{path}: {document.Train} images in train, {document.Validation} in val, {document.Classes.Count} classes");
            return ExitCode.Done;
        });
        return command;
    }
}
