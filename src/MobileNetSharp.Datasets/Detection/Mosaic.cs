using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using static System.FormattableString;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>Four images around a random point (YOLOv4, arXiv 2004.10934, §3.3): more objects, smaller ones, and other surroundings.</summary>
/// <param name="Probability">How often, 0 … 1.</param>
/// <param name="MinimumVisible">The part of an object that must be seen for it to be kept.</param>
public sealed record Mosaic(double Probability = 0.5, double MinimumVisible = 0.3)
{
    /// <summary>The sample in one corner of an image of the input's size, and three others of the data set; or as it is; the stream decides.</summary>
    public Sample<AnnotatedBoxes> Apply(Sample<AnnotatedBoxes> sample, Dataset<AnnotatedBoxes> images, Size input, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.NextUniform() >= Probability || input.Width < 8 || input.Height < 8)
            return sample;
        var (x, y) = ((int)(input.Width * stream.NextUniform(0.3, 0.7)), (int)(input.Height * stream.NextUniform(0.3, 0.7)));
        (int Left, int Top, int Right, int Bottom)[] corners = [(0, 0, x, y), (x, 0, input.Width, y), (0, y, x, input.Height), (x, y, input.Width, input.Height)];
        stream.Shuffle(corners.AsSpan());
        var (canvas, boxes) = (new RgbImage(input.Width, input.Height), ImmutableArray.CreateBuilder<AnnotatedBox>());
        foreach (var (i, corner) in corners.Index())
        {
            if ((i == 0 ? sample : Other(images, stream.NextInt(images.Count), input)) is not { } source)
                return sample;
            var (width, height) = (corner.Right - corner.Left, corner.Bottom - corner.Top);
            var part = Filling(source, width, height, stream);
            for (var row = 0; row < height; row++)
                part.Image.Row(row).CopyTo(canvas.Row(corner.Top + row)[(3 * corner.Left)..]);
            boxes.AddRange(part.Target.Transform(GeometricTransform.Crop(-corner.Left, -corner.Top, input.Width, input.Height)).Boxes);
        }

        return new Sample<AnnotatedBoxes>(canvas, new(boxes.ToImmutable()));
    }

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    public string? Fault() =>
        !(Probability >= 0 && Probability <= 1) ? Invariant($"mosaic: probability must be from 0 to 1, is {Probability}")
        : !(MinimumVisible >= 0 && MinimumVisible <= 1) ? Invariant($"mosaic: minimumVisible must be from 0 to 1, is {MinimumVisible}")
        : null;

    /// <summary>Another image; null where it cannot be read, which is reported when its own turn comes.</summary>
    static Sample<AnnotatedBoxes>? Other(Dataset<AnnotatedBoxes> images, int index, Size input)
    {
        try
        {
            var (image, width, height) = images.LoadReduced(index, (width, height) => Math.Max((double)input.Width / width, (double)input.Height / height));
            return new(image, width, height, images.TargetOf(index));
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The largest part of this aspect ratio, at a random place, resized.</summary>
    Sample<AnnotatedBoxes> Filling(Sample<AnnotatedBoxes> source, int width, int height, RandomStream stream)
    {
        var scale = Math.Min((double)source.Image.Width / width, (double)source.Image.Height / height);
        var (cropWidth, cropHeight) = (Math.Clamp((int)Math.Round(width * scale), 1, source.Image.Width), Math.Clamp((int)Math.Round(height * scale), 1, source.Image.Height));
        var (left, top) = (stream.NextInt(source.Image.Width - cropWidth + 1), stream.NextInt(source.Image.Height - cropHeight + 1));
        return source.WithTarget(source.Target.Within(new Box(left, top, left + cropWidth, top + cropHeight), MinimumVisible))
            .Crop(left, top, cropWidth, cropHeight).Resize(width, height, Interpolation.PillowBilinear);
    }
}
