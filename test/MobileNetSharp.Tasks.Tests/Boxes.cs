using System.Collections.Immutable;
using MobileNetSharp.Datasets;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Tasks.Tests;

/// <summary>A rectangle, in pixels from the top left corner.</summary>
readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    public (double X, double Y) Center => ((Left + Right) / 2, (Top + Bottom) / 2);

    public Box Transform(GeometricTransform transform)
    {
        var (left, top, right, bottom) = transform.Apply(Left, Top, Right, Bottom);
        return new(left, top, right, bottom);
    }

    public Box Cut(int width, int height) => new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    public double IntersectionOverUnion(Box other)
    {
        var common = new Box(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
        return common / (Area + other.Area - common);
    }
}

/// <summary>The target: where the rectangles are. What a crop cuts away entirely is dropped.</summary>
sealed record Boxes(ImmutableArray<Box> All) : ISpatialTarget<Boxes>
{
    public Boxes Transform(GeometricTransform transform) =>
        new([.. All.Select(box => box.Transform(transform).Cut(transform.Width, transform.Height)).Where(box => box.Area > 0)]);
}

/// <summary>Bright rectangles, one or two, on a dark noisy background. An image is a function of its number.</summary>
sealed class BoxDataset(int count, int first = 0) : Dataset<Boxes>
{
    public const int Width = 48, Height = 40;

    public override int Count => count;

    public override string NameOf(int index) => $"{first + index}.png";

    public override Boxes TargetOf(int index)
    {
        var stream = new RandomStream(1, "boxes", first + index);
        var boxes = ImmutableArray.CreateBuilder<Box>();
        for (var half = 0; half <= stream.NextInt(2); half++)
        {
            var (width, height) = (8 + stream.NextInt(8), 10 + stream.NextInt(12));
            var left = (half * Width / 2) + stream.NextInt((Width / 2) - width);
            var top = stream.NextInt(Height - height);
            boxes.Add(new Box(left, top, left + width, top + height));
        }

        return new Boxes(boxes.ToImmutable());
    }

    public override RgbImage Load(int index)
    {
        var stream = new RandomStream(1, "noise", first + index);
        var image = new RgbImage(Width, Height);
        foreach (ref var level in image.WritablePixels)
            level = (byte)stream.NextInt(40);
        foreach (var box in TargetOf(index).All)
        {
            for (var y = (int)box.Top; y < (int)box.Bottom; y++)
                image.Row(y)[(3 * (int)box.Left)..(3 * (int)box.Right)].Fill(230);
        }

        return image;
    }
}
