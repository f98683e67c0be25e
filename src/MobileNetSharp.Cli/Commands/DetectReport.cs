using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Imaging;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Prints the objects in images, and draws them where that is asked for.</summary>
sealed class DetectReport(bool json, SkippedFiles skipped, AnnotatedImages? drawing) : ImageReport<ImageDetections>(json)
{
    readonly List<DetectResult> results = [];

    protected override void Add(ImageInput input, ImageDetections detections)
    {
        var annotated = drawing?.Draw(input, detections);
        results.Add(ResultOf(input.Path, detections, annotated));
        if (!IsText)
            return;
        Console.Out.WriteLine(annotated is null ? input.Path : $"{input.Path} -> {annotated}");
        if (detections.Objects.IsEmpty)
            Console.Out.WriteLine("  nothing found");
        var width = detections.Objects.Select(found => found.Label.Length).DefaultIfEmpty().Max();
        var lines = detections.Objects.Select(found => (
            Name: string.Create(CultureInfo.InvariantCulture, $"  {100 * found.Score,5:F1} %  {found.Label.PadRight(width)}"),
            Place: string.Create(CultureInfo.InvariantCulture, $"left {found.Box.Left:F0}, top {found.Box.Top:F0}, right {found.Box.Right:F0}, bottom {found.Box.Bottom:F0}"))).ToArray();
        var isNarrow = lines.Any(line => line.Name.Length + 2 + line.Place.Length > Terminal.Width);
        foreach (var (name, place) in lines)
        {
            Console.Out.WriteLine(isNarrow ? name.TrimEnd() : $"{name}  {place}");
            if (isNarrow)
                Console.Out.WriteLine($"    {place}");
        }
    }

    protected override void PrintJson() => CliJson.Print(new DetectDocument(results, Failures, skipped.Count > 0 ? skipped.ByKind : null));

    public static DetectResult ResultOf(string path, ImageDetections detections, string? annotated) =>
        new(path, detections.Width, detections.Height, [.. detections.Objects.Select(Json)], annotated);

    static DetectedObjectJson Json(DetectedObject found) => new(
        found.Index, found.Label, Math.Round(found.Score, 6),
        [Math.Round(found.Box.Left, 3), Math.Round(found.Box.Top, 3), Math.Round(found.Box.Right, 3), Math.Round(found.Box.Bottom, 3)]);
}
