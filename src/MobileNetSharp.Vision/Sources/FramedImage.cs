using System.Collections.Immutable;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Vision.Sources;

/// <summary>An image cropped and resized to a network's input, or several parts of it, each on its own.</summary>
/// <param name="Width">The width of the upright image in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="DecodedWidth">The width in which it was decoded and of which the parts are; less for an image of many pixels.</param>
/// <param name="DecodedHeight">The height.</param>
/// <param name="Parts">Each of the size of the input.</param>
sealed record FramedImage(int Width, int Height, int DecodedWidth, int DecodedHeight, ImmutableArray<RgbImage> Parts)
{
    /// <summary>The only part.</summary>
    public RgbImage Whole => Parts.Single();
}
