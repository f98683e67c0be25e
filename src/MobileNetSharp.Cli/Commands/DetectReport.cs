using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Imaging;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Prints the objects: as text, each image at once, or as one JSON document at the end, with all that was finished by then.</summary>
sealed class DetectReport(bool json, SkippedFiles skipped)
{
    readonly DetectDocument document = new([], [], skipped.Count > 0 ? skipped.ByKind : null);

    public bool HasFailures => document.Failures.Count > 0;

    public void Add(string path, ImageDetections detections, string? annotated)
    {
        document.Results.Add(ResultOf(path, detections, annotated));
        if (json)
            return;
        Console.Out.WriteLine(annotated is null ? path : $"{path} -> {annotated}");
        if (detections.Objects.IsEmpty)
            Console.Out.WriteLine("  nothing found");
        var width = detections.Objects.Select(found => found.Label.Length).DefaultIfEmpty().Max();
        foreach (var found in detections.Objects)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {100 * found.Score,5:F1} %  {found.Label.PadRight(width)}  left {found.Box.Left:F0}, top {found.Box.Top:F0}, right {found.Box.Right:F0}, bottom {found.Box.Bottom:F0}"));
        }
    }

    public void AddFailure(string path, Exception exception) => document.Failures.Add(ImageFailure.Report(path, exception));

    public void Finish()
    {
        if (json)
            CliJson.Print(document);
    }

    public static DetectResult ResultOf(string path, ImageDetections detections, string? annotated) =>
        new(path, detections.Width, detections.Height, [.. detections.Objects.Select(Json)], annotated);

    static DetectedObjectJson Json(DetectedObject found) => new(
        found.Index, found.Label, Math.Round(found.Score, 6),
        [Math.Round(found.Box.Left, 3), Math.Round(found.Box.Top, 3), Math.Round(found.Box.Right, 3), Math.Round(found.Box.Bottom, 3)]);
}
