using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>An image of an evaluation on which its objects and the detections are drawn.</summary>
/// <param name="Image">The image, scaled to the size of a page's.</param>
/// <param name="Name">The image's name in its data set.</param>
/// <param name="Errors">What is wrong, in words.</param>
public sealed record DrawnDetections(RgbImage Image, string Name, string Errors)
{
    /// <summary>The longer side in pixels, and how much a small image is enlarged at most.</summary>
    internal const int Side = 480, MostEnlarged = 4;

    static readonly RgbColor Right = new(0x35, 0xb0, 0x6b), Wrong = new(0xd8, 0x2e, 0x4a), Missed = new(0xff, 0xb0, 0x1f);

    /// <summary>The images with the most errors, loaded from the data set that was evaluated; one that does not load is left out.</summary>
    public static IReadOnlyList<DrawnDetections> Worst(DetectionResult result, DetectionDataset dataset, int count = 24)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(dataset);
        var images = new List<DrawnDetections>();
        foreach (var place in result.WorstImages(count))
        {
            try
            {
                images.Add(Draw(result, place, dataset));
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                // Gone since it was evaluated, or never there: the figures stand without it.
            }
        }

        return images;
    }

    internal ReportImage ToImage() => new(Image, Errors, Name);

    static DrawnDetections Draw(DetectionResult result, int place, DetectionDataset dataset)
    {
        var evaluated = result.Predictions[place];
        var (image, scale) = Load(dataset, evaluated.Index);
        var errors = result.Errors.All.Where(error => error.Image == place).ToArray();
        var wrong = errors.Select(error => error.Detection).ToHashSet();
        foreach (var annotated in evaluated.Objects.Boxes)
            Outline(annotated.Box, RgbColor.White, annotated.IsCrowd ? $"{result.ClassNames[annotated.Class]}, crowd" : null, width: 1);
        foreach (var detection in evaluated.Detections.Where(detection => detection.Score >= result.Errors.ScoreThreshold && !wrong.Contains(detection)).Reverse())
            Outline(detection.Box, Right, result.ClassNames[detection.Class]);
        foreach (var error in errors.Reverse())
        {
            if (error.Detection is { } detection)
                Outline(detection.Box, Wrong, Invariant($"{result.ClassNames[detection.Class]} {detection.Score:0.00}: {Reason(error)}"));
            else
                Outline(error.Object!.Value.Box, Missed, result.ClassNames[error.Class]);
        }

        var counts = errors.CountBy(error => error.Kind).OrderBy(pair => pair.Key).Select(pair => Invariant($"{pair.Value} {DetectionErrors.Words(pair.Key)}"));
        return new(image, evaluated.Name, string.Join(", ", counts));

        void Outline(Box box, RgbColor color, string? label, int width = 2) => image.DrawBox(
            (float)(box.Left * scale), (float)(box.Top * scale), (float)(box.Right * scale), (float)(box.Bottom * scale), color, label, width);

        string Reason(DetectionError error) => error.Kind is DetectionErrorKind.Class
            ? $"is {result.ClassNames[error.Object!.Value.Class]}"
            : DetectionErrors.Words(error.Kind);
    }

    /// <summary>A copy of an image that can be drawn on, and how much smaller it is than the image.</summary>
    internal static (RgbImage Image, double Scale) Load(DetectionDataset dataset, int index)
    {
        var (image, width, height) = dataset.LoadReduced(index, (width, height) => Scale(width, height));
        var scale = Scale(width, height);
        return (
            image.Resize(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)), Interpolation.PillowBilinear), scale);

        static double Scale(int width, int height) => Math.Min(MostEnlarged, (double)Side / Math.Max(width, height));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Errors}";
}
