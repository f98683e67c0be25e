using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>Draws images of a data check: the boxes as they are trained on in the colors of their classes; where a file states a wrong one, that in red and the others in white.</summary>
sealed class FaultDrawing(DetectionCheckReport report)
{
    static readonly RgbColor Wrong = new(0xd8, 0x2e, 0x4a);

    readonly Dictionary<string, int> places = Enumerable.Range(0, report.Dataset.Count).ToDictionary(report.Dataset.NameOf, StringComparer.Ordinal);
    readonly ILookup<(string Image, string Text), BoxFault> faults = report.Dataset.BoxFaults.ToLookup(fault => (fault.Image, fault.Statement));

    /// <summary>How many images of one item are drawn, such as of equal ones.</summary>
    const int MostOfItem = 2;

    /// <summary>The images of an item; none where it is not about images, or these cannot be read.</summary>
    public IReadOnlyList<ReportImage> Draw(DataCheckItem item)
    {
        var fault = item.Note is { } note ? faults.FirstOrDefault(pair => pair.Key.Image == item.Names[0] && note.StartsWith(pair.Key.Text, StringComparison.Ordinal))?.FirstOrDefault() : null;
        var others = item.Names.Count > 1 ? $"one of {item.Names.Count}, which are {string.Join(" and ", item.Names.Select(Path.GetFileName).Take(3))}{(item.Names.Count > 3 ? " …" : "")}" : null;
        return [.. item.Names.Take(MostOfItem).Select(name => places.TryGetValue(name, out var index) ? Draw(index, others ?? item.Note, fault) : null).OfType<ReportImage>()];
    }

    /// <summary>An image with its boxes, and the one that was wrong.</summary>
    public ReportImage? Draw(int index, string? note, BoxFault? fault)
    {
        try
        {
            var (image, scale) = DrawnDetections.Load(report.Dataset, index);
            foreach (var box in report.Dataset.TargetOf(index).Boxes.OrderByDescending(box => box.Box.Area))
            {
                var label = report.Dataset.ClassNames[box.Class] + (box.IsCrowd ? ", crowd" : box.IsDifficult ? ", difficult" : "");
                Outline(image, box.Box, scale, fault is null ? RgbColor.ForClass(box.Class) : RgbColor.White, fault is null ? label : null);
            }

            if (fault is not null)
                Outline(image, Stated(fault, report.Dataset.Annotations.Images[index]), scale, Wrong, fault.IsDropped ? "dropped" : "as stated");
            return new(image, [report.Dataset.NameOf(index), .. note is null ? Array.Empty<string>() : [note]]);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a file states, in pixels; numbers that are none lie nowhere.</summary>
    static Box Stated(BoxFault fault, AnnotatedImage image)
    {
        var stated = fault.Stated;
        double[] edges = [stated.Left, stated.Top, stated.Right, stated.Bottom];
        if (!edges.All(double.IsFinite))
            return default;
        const double largestShare = 4;
        var (width, height) = edges.All(edge => Math.Abs(edge) <= largestShare) && image is { Width: > (int)largestShare, Height: > (int)largestShare } ? (image.Width, image.Height) : (1, 1);
        return new(
            Math.Min(stated.Left, stated.Right) * width, Math.Min(stated.Top, stated.Bottom) * height, Math.Max(stated.Left, stated.Right) * width, Math.Max(stated.Top, stated.Bottom) * height);
    }

    static void Outline(RgbImage image, Box box, double scale, RgbColor color, string? label)
    {
        if (box.Area > 0)
            image.DrawBox((float)(box.Left * scale), (float)(box.Top * scale), (float)(box.Right * scale), (float)(box.Bottom * scale), color, label, lineWidth: 2);
    }
}
