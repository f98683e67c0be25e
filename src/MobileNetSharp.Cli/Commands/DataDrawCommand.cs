using System.CommandLine;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data draw DIR [--task detect]</c>.</summary>
static class DataDrawCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to write; must be new or empty." };
        var task = CommonOptions.Task("What the images are for: classify (the default) draws one object in each, detect several with boxes.");
        var train = CommonOptions.Number("--train", 1, 10_000_000, 2000, "Number of training images.");
        var validation = CommonOptions.Number("--val", 1, 10_000_000, 500, "Number of validation images.");
        var size = CommonOptions.Number("--size", ShapesDataset.MinimumSize, 4096, 0, "Width and height, in pixels; 64 unless given, for detect 160.");
        size.DefaultValueFactory = null;
        var format = CommonOptions.OneOf<AnnotationFormat?>(
            "--format", "How boxes are written; coco unless given.", [.. AnnotationWriter.Formats.Select(format => (AnnotationChoice.WordOf(format), (AnnotationFormat?)format))]);
        var seed = CommonOptions.Number("--seed", 0, int.MaxValue, 1, "Random seed.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("draw", "Generate a data set of shapes, as PNG files.") { folder, task, train, validation, size, format, seed, json, quiet };
        UsageFault.Require(command, parsed =>
            parsed.GetValue(task) != TaskKind.Detect ? parsed.GetValue(format) is null ? null : "--format only applies to boxes; add --task detect."
            : parsed.GetResult(size) is not null && parsed.GetValue(size) < DrawnScenes.MinimumSize ? $"--size must be at least {DrawnScenes.MinimumSize} for --task detect."
            : null);
        Examples.Attach(
            command,
            ("mobilenet data draw shapes/", "write 2000 images to shapes/train and 500 to shapes/val"),
            ("mobilenet data draw big/ --train 10000 --size 96 --seed 7", "write more and larger images, with another seed"),
            ("mobilenet data draw scenes/ --task detect", "scenes of several objects, with boxes as COCO's JSON"),
            ("mobilenet data draw scenes/ --task detect --format yolo", "the same in another format"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, isQuiet, draws) = (parsed.GetValue(folder)!, parsed.GetValue(quiet), Of(parsed));
            var document = await WorkProgress.RunAsync("drawing", isQuiet, progress => draws(path, progress, cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                Console.Out.WriteLine($"{path}: {document.Train} images in train, {document.Validation} in val, {(document.Objects is { } objects ? $"{Figures.Count(objects)} objects of " : "")}{document.Classes.Count} classes");
            return ExitCode.Done;
        });
        return command;

        Func<string, IProgress<double>?, CancellationToken, DataDrawDocument> Of(ParseResult parsed)
        {
            var (trainCount, validationCount, seedValue) = (parsed.GetValue(train), parsed.GetValue(validation), (ulong)parsed.GetValue(seed));
            var side = parsed.GetResult(size) is null ? (int?)null : parsed.GetValue(size);
            var written = parsed.GetValue(format) ?? AnnotationFormat.Coco;
            return parsed.GetValue(task) == TaskKind.Detect
                ? (path, progress, cancellationToken) => Scenes(path, trainCount, validationCount, seedValue, side ?? 160, written, progress, cancellationToken)
                : (path, progress, cancellationToken) => Shapes(path, trainCount, validationCount, seedValue, side ?? 64, progress, cancellationToken);
        }
    }

    static DataDrawDocument Shapes(string folder, int train, int validation, ulong seed, int size, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var splits = ShapesDataset.Splits(train, validation, seed, size);
        ImageFolderWriter.Write(splits, folder, progress, cancellationToken);
        return new(folder, train, validation, splits.Train.Strata);
    }

    static DataDrawDocument Scenes(
        string folder, int train, int validation, ulong seed, int size, AnnotationFormat format, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var scenes = new DrawnScenes(train, seed, size);
        var written = DrawnScenesWriter.Write(scenes, new DrawnScenes(validation, seed, size, first: train), folder, format, progress, cancellationToken);
        return new(folder, train, validation, scenes.ClassNames) { Objects = written.Objects, Format = AnnotationChoice.WordOf(format) };
    }
}
