using System.CommandLine;
using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet detect IMAGE… --model MODEL [--threshold 0.3] [--out DIR]</c>.</summary>
static class DetectCommand
{
    public static Command Create()
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "Image files, folders, patterns such as \"photos/*.jpg\", or - for stdin (JPEG, PNG, WebP, BMP, GIF, TIFF).",
            Arity = ArgumentArity.OneOrMore,
        };
        var model = new Option<string>("--model", "-m")
        {
            Description = "A detector: a model file (.safetensors, .onnx, .tflite, .pth, .weights), a run of 'mobilenet train detect', or a name from 'mobilenet models'.",
            HelpName = "MODEL",
            Required = true,
        };
        model.CompletionSources.Add(ModelSource.TrainedNames);
        var output = new Option<string?>("--out", "-o") { Description = "Write the images with their boxes drawn into this folder.", HelpName = "DIR" };
        var threshold = CommonOptions.Share("--threshold", "Least score of an object, from 0 to 1; the default is 0.3.");
        var tiles = new Option<Tiling?>("--tiles")
        {
            Description = "Look in ROWSxCOLUMNS overlapping tiles too, for small objects in large photos; such as 2x3.",
            HelpName = "RxC",
            CustomParser = result => ParseTiles(result.Tokens[0].Value) is { } parsed ? parsed : Fault(result),
        };
        var (suppression, anchors) = (DetectorSource.SuppressionOption(), DetectorSource.AnchorsOption());
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var (threads, engine, memory) = (CommonOptions.Threads(), CommonOptions.Engine(), CommonOptions.Memory());
        var allowNonFinite = CommonOptions.AllowNonFiniteWeights();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("detect", "Find objects in images.")
        {
            images, model, output, threshold, tiles, suppression, anchors, labels, preprocess, inputSize, threads, engine, memory, allowNonFinite, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet detect street.jpg --model ssdlite.safetensors", "print what is where"),
            ("mobilenet detect photos/ --model runs/photos --out found/", "draw the boxes on the images of a folder"),
            ("mobilenet detect street.jpg --model ssdlite.tflite --threshold 0.6 --json", "only what is certain, as JSON"),
            ("mobilenet detect crowd.jpg --model ssdlite.safetensors --tiles 2x3", "find small objects in a large photo"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (inputs, skipped) = ImageInputs.Expand(parsed.GetValue(images)!);
            ImageInputs.NoteSkipped(skipped, parsed.GetValue(quiet));
            using var detector = await LoadAsync(
                parsed.GetValue(model)!, ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)).With(parsed.GetValue(anchors)), parsed.GetValue(quiet),
                new EngineOptions { Kind = parsed.GetValue(engine), Threads = parsed.GetValue(threads), Memory = parsed.GetValue(memory), AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite) },
                parsed.GetValue(suppression), parsed.GetValue(threshold) ?? DetectOptions.UsualThreshold, cancellationToken).ConfigureAwait(false);
            var options = new DetectOptions { Threshold = (float)(parsed.GetValue(threshold) ?? DetectOptions.UsualThreshold), Tiling = parsed.GetValue(tiles) };
            var drawing = parsed.GetValue(output) is { } folder ? new AnnotatedImages(folder, inputs) : null;
            return await new DetectRun(detector, options, drawing, new DetectReport(parsed.GetValue(json), skipped)).RunAsync(inputs, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    static async Task<ObjectDetector> LoadAsync(
        string name, ReadOptions read, bool quiet, EngineOptions engine, SuppressionKind? suppression, double threshold, CancellationToken cancellationToken)
    {
        using var model = await ModelSource.LoadAsync(name, read, quiet, cancellationToken).ConfigureAwait(false);
        try
        {
            var detector = await Task.Run(() => new ObjectDetector(model, engine, DetectorSource.Suppression(model, suppression, threshold)), cancellationToken).ConfigureAwait(false);
            ModelSource.NoteNumberedClasses(detector.NamesClasses, quiet);
            return detector;
        }
        catch (ModelFormatException e)
        {
            throw e.In(name);
        }
    }

    static Tiling? Fault(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--tiles must be rows and columns from 1 to 16, such as 2x3, not '{result.Tokens[0].Value}'.");
        return null;
    }

    static Tiling? ParseTiles(string text) =>
        text.Split('x') is [var rows, var columns]
        && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var r) && r is >= 1 and <= 16
        && int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var c) && c is >= 1 and <= 16
            ? new Tiling(r, c)
            : null;
}
