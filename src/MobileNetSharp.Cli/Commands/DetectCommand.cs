using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Graphs;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet detect IMAGE… --model MODEL [--threshold 0.3] [--out DIR]</c>.</summary>
static class DetectCommand
{
    public static Command Create()
    {
        var shared = new ImageCommandOptions(CommonOptions.Detector(isRequired: true));
        var output = new Option<string?>("--out", "-o") { Description = "Write the images with their boxes drawn into this folder.", HelpName = "DIR" };
        var threshold = CommonOptions.Share("--threshold", "Least score of an object, from 0 to 1; the default is 0.3.");
        var tiles = new Option<Tiling?>("--tiles")
        {
            Description = "Look in ROWSxCOLUMNS overlapping tiles too, for small objects in large photos; such as 2x3.",
            HelpName = "RxC",
            CustomParser = result => ParseTiles(result.Tokens[0].Value) is { } parsed ? parsed : Fault(result),
        };
        var (suppression, anchors) = (DetectorSource.SuppressionOption(), DetectorSource.AnchorsOption());
        var command = new Command("detect", "Find objects in images.");
        shared.AddTo(command, output, threshold, tiles, suppression, anchors);
        Examples.Attach(
            command,
            ("mobilenet detect street.jpg --model ssdlite.safetensors", "print what is where"),
            ("mobilenet detect photos/ --model runs/photos --out found/", "draw the boxes on the images of a folder"),
            ("mobilenet detect street.jpg --model ssdlite.tflite --threshold 0.6 --json", "only what is certain, as JSON"),
            ("mobilenet detect crowd.jpg --model ssdlite.safetensors --tiles 2x3", "find small objects in a large photo"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (inputs, skipped) = shared.Images(parsed);
            var leastScore = parsed.GetValue(threshold) ?? DetectOptions.UsualThreshold;
            using var detector = await shared.LoadAsync(
                parsed, read => read.With(parsed.GetValue(anchors)),
                (model, engine) => new ObjectDetector(model, engine, DetectorSource.Suppression(model, parsed.GetValue(suppression), leastScore)),
                detector => detector.NamesClasses, cancellationToken).ConfigureAwait(false);
            var drawing = parsed.GetValue(output) is { } folder ? new AnnotatedImages(folder, inputs) : null;
            var options = new DetectOptions { Threshold = (float)leastScore, Tiling = parsed.GetValue(tiles) };
            var results = detector.DetectManyAsync(inputs.ToAsyncEnumerable(), input => drawing?.Open(input) ?? input.Open(), options, cancellationToken);
            return await new DetectReport(shared.Json(parsed), skipped, drawing).RunAsync(results).ConfigureAwait(false);
        });
        return command;
    }

    static Tiling? Fault(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--tiles must be rows and columns from 1 to 16, such as 2x3, not '{result.Tokens[0].Value}'.");
        return null;
    }

    static Tiling? ParseTiles(string text) =>
        text.Contains('x', StringComparison.Ordinal) && Size.TryParse(text, out var size) && size is { Height: <= Tiling.Maximum, Width: <= Tiling.Maximum }
            ? new Tiling(size.Height, size.Width)
            : null;
}
