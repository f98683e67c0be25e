using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>A target that names places in its image, such as boxes or a mask, and therefore moves with the pixels.</summary>
public interface ISpatialTarget<out TSelf>
{
    /// <summary>The target in the image that the transform yields; what leaves the image is cut off or dropped, as the target decides.</summary>
    TSelf Transform(GeometricTransform transform);
}

/// <summary>
/// An image and its target on the way to a network. What moves pixels moves a <see cref="ISpatialTarget{TSelf}"/> by the same
/// transform: once, by all steps together, so that a mask is resampled once.
/// </summary>
public sealed class Sample<TTarget>
{
    readonly TTarget original;
    readonly GeometricTransform sinceOriginal;
    TTarget? moved;
    bool isMoved;

    /// <summary>An image as it is in its data set.</summary>
    public Sample(RgbImage image, TTarget target)
    {
        ArgumentNullException.ThrowIfNull(image);
        (Image, original) = (image, target);
        FromSource = sinceOriginal = GeometricTransform.Identity(image.Width, image.Height);
    }

    /// <summary>An image that was reduced when it was decoded, with a target in pixels of the whole image of <paramref name="width"/> × <paramref name="height"/>.</summary>
    public Sample(RgbImage image, int width, int height, TTarget target)
    {
        ArgumentNullException.ThrowIfNull(image);
        (Image, original) = (image, target);
        FromSource = sinceOriginal = GeometricTransform.Resize(width, height, image.Width, image.Height);
    }

    Sample(RgbImage image, GeometricTransform fromSource, TTarget original, GeometricTransform sinceOriginal) =>
        (Image, FromSource, this.original, this.sinceOriginal) = (image, fromSource, original, sinceOriginal);

    /// <summary>The image as it is now.</summary>
    public RgbImage Image { get; }

    /// <summary>Where a point of the data set's image is in <see cref="Image"/>.</summary>
    public GeometricTransform FromSource { get; }

    /// <summary>The target, in pixels of <see cref="Image"/> where it names places.</summary>
    public TTarget Target
    {
        get
        {
            if (!isMoved)
                (moved, isMoved) = (original is ISpatialTarget<TTarget> spatial ? spatial.Transform(sinceOriginal) : original, true);
            return moved!;
        }
    }

    /// <summary>Other pixels in the same places.</summary>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public Sample<TTarget> WithPixels(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (image.Width, image.Height) == (Image.Width, Image.Height)
            ? new(image, FromSource, original, sinceOriginal)
            : throw new ArgumentException($"Other pixels must be as many: {Image.Width}x{Image.Height}, not {image.Width}x{image.Height}.", nameof(image));
    }

    /// <summary>Another target for the same image, such as with the boxes that a crop keeps.</summary>
    public Sample<TTarget> WithTarget(TTarget target) => new(Image, FromSource, target, GeometricTransform.Identity(Image.Width, Image.Height));

    /// <summary>Moved pixels, and the transform by which they were moved.</summary>
    /// <exception cref="ArgumentException">The image does not have the size that the transform yields.</exception>
    public Sample<TTarget> Move(RgbImage image, GeometricTransform transform)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (image.Width, image.Height) == (transform.Width, transform.Height)
            ? new(image, FromSource.Then(transform), original, sinceOriginal.Then(transform))
            : throw new ArgumentException($"The transform yields {transform.Width}x{transform.Height}, the image has {image.Width}x{image.Height}.", nameof(image));
    }

    /// <summary>The rectangle of <paramref name="width"/> × <paramref name="height"/> pixels whose top left corner is (left, top).</summary>
    public Sample<TTarget> Crop(int left, int top, int width, int height) =>
        Move(Image.Crop(left, top, width, height), GeometricTransform.Crop(left, top, width, height));

    /// <summary>Stretched to a size.</summary>
    public Sample<TTarget> Resize(int width, int height, Interpolation interpolation) =>
        Move(Image.Resize(width, height, interpolation), GeometricTransform.Resize(Image.Width, Image.Height, width, height));

    /// <summary>Left and right exchanged.</summary>
    public Sample<TTarget> FlipHorizontally()
    {
        var flipped = Image.Crop(0, 0, Image.Width, Image.Height);
        for (var y = 0; y < flipped.Height; y++)
            MemoryMarshal.Cast<byte, Rgb>(flipped.Row(y)).Reverse();
        return Move(flipped, GeometricTransform.FlipHorizontally(Image.Width, Image.Height));
    }

    /// <summary>Cropped and resized as a model's evaluation does.</summary>
    public Sample<TTarget> Frame(Preprocessing preprocessing, Size size) => Move(
        ImagePreprocessor.Frame(Image, preprocessing, size.Width, size.Height),
        ImagePreprocessor.FrameTransform(Image.Width, Image.Height, preprocessing, size.Width, size.Height));

    readonly record struct Rgb(byte Red, byte Green, byte Blue);
}
