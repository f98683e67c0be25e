using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>An image that a detector learns from, with its boxes.</summary>
public static class DrawnSample
{
    /// <summary>The longer side in pixels, so that labels stay readable on small images.</summary>
    const int Side = 320;

    /// <summary>The image with a box and a label for each object.</summary>
    public static ReportImage Create(Sample<AnnotatedBoxes> sample, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(classNames);
        var scale = (double)Side / Math.Max(sample.Image.Width, sample.Image.Height);
        var drawn = sample.Resize(
            Math.Max(1, (int)Math.Round(sample.Image.Width * scale)), Math.Max(1, (int)Math.Round(sample.Image.Height * scale)), Cards.Interpolation.PillowBilinear);
        foreach (var annotated in drawn.Target.Boxes.OrderByDescending(annotated => annotated.Box.Area))
        {
            drawn.Image.DrawBox(
                (float)annotated.Box.Left, (float)annotated.Box.Top, (float)annotated.Box.Right, (float)annotated.Box.Bottom,
                RgbColor.ForClass(annotated.Class), annotated.IsCrowd ? $"{classNames[annotated.Class]}, crowd" : classNames[annotated.Class]);
        }

        return new(drawn.Image, sample.Target.Boxes.Length switch { 0 => "no object", 1 => "1 object", var count => Invariant($"{count} objects") });
    }
}
