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
        var command = new Command("data", "Check a data set before training, or draw one.") { Check(), Draw() };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "what is wrong with a folder of class folders, and what to do about it"),
            ("mobilenet data draw shapes/", "a data set of generated images"));
        return command;
    }

    static Command Check()
    {
        var path = new Argument<string>("DIR") { Description = "A folder with a subfolder for each class (below train/ and val/, or not), or a .csv file of path,label[,split]." };
        var side = CommonOptions.Number("--min-side", 1, 65535, new DataCheckOptions().MinimumSide, "Images with a shorter side below this are small, in pixels.");
        var threads = CommonOptions.Number("--threads", 1, 1024, Environment.ProcessorCount, "Threads that decode.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("check", "Look for broken files, duplicates, classes out of balance and more; the exit code is 1 where training would stop or its result be wrong.")
        {
            path, side, threads, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "the classes, and every finding with what to do about it"),
            ("mobilenet data check photos.csv --json > check.json", "a manifest, with every file of every finding"));
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
        var folder = new Argument<string>("DIR") { Description = "The folder to write, which must not exist yet or be empty." };
        var train = CommonOptions.Number("--train", 1, 10_000_000, 2000, "Images to learn from.");
        var validation = CommonOptions.Number("--val", 1, 10_000_000, 500, "Images to validate with.");
        var size = CommonOptions.Number("--size", ShapesDataset.MinimumSize, 4096, 64, "Width and height, in pixels.");
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, 1, "Decides the images; the same seed draws the same.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("draw", "Draw a data set: shapes and textures of ten classes on cluttered backgrounds, as PNG files.")
        {
            folder, train, validation, size, seed, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet data draw shapes/", "2000 images in shapes/train and 500 in shapes/val"),
            ("mobilenet data draw big/ --train 10000 --size 96 --seed 7", "more, larger and others"));
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
