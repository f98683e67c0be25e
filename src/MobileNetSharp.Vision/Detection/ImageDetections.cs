using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Drawing;
using static System.FormattableString;

namespace MobileNetSharp.Vision.Detection;

/// <summary>The objects that were found in an image, the most certain first.</summary>
/// <param name="Width">The width of the upright image in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Objects">The objects; empty where none is certain enough.</param>
public sealed record ImageDetections(int Width, int Height, ImmutableArray<DetectedObject> Objects)
{
    /// <summary>Draws the boxes with labels and scores on the image in which they were found, the most certain on top; <see cref="ImageDrawing.DrawBoxes"/> says where a label is.</summary>
    public void Draw(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        image.DrawBoxes([.. Objects.Select(found => new LabeledBox(found.Box, RgbColor.ForClass(found.Index), Invariant($"{found.Label} {100 * found.Score:F0} %")))]);
    }

    /// <summary>The same objects in an image of another size, such as an enlarged copy to draw on.</summary>
    public ImageDetections ToSize(int width, int height)
    {
        if ((width, height) == (Width, Height))
            return this;
        var (x, y) = ((double)width / Width, (double)height / Height);
        return new(width, height, [.. Objects.Select(found => found with { Box = new(found.Box.Left * x, found.Box.Top * y, found.Box.Right * x, found.Box.Bottom * y) })]);
    }

    /// <summary>The objects with their scores: <c>dog 86 %, cat 61 %</c>.</summary>
    public override string ToString() => Objects.IsEmpty ? "nothing" : string.Join(", ", Objects.Select(found => Invariant($"{found.Label} {100 * found.Score:F0} %")));
}

/// <summary>An object in an image.</summary>
/// <param name="Index">The model's own class index, without the background.</param>
/// <param name="Label">The class name.</param>
/// <param name="Score">How certain it is, 0 … 1.</param>
/// <param name="Box">Where it is, in pixels of the upright image.</param>
public sealed record DetectedObject(int Index, string Label, float Score, Box Box)
{
    /// <summary>The object with its score and place: <c>dog 86 % at 12.0, 8.5, 96.0, 64.3</c>.</summary>
    public override string ToString() => Invariant($"{Label} {100 * Score:F0} % at {Box}");
}
