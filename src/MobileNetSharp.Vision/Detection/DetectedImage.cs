using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Vision.Detection;

/// <summary>One of many images: the objects in it, or why it could not be read.</summary>
/// <param name="Source">Where the image is from, such as its path.</param>
/// <param name="Detections">The objects; null for an image that could not be read.</param>
/// <param name="Error">What opening, reading or decoding this image threw: <see cref="Imaging.ImageFormatException"/>, <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>, or an exception of the caller's own stream; null for an image that was read.</param>
public sealed record DetectedImage<T>(T Source, ImageDetections? Detections, Exception? Error)
{
    /// <summary>Whether the image was read.</summary>
    [MemberNotNullWhen(true, nameof(Detections))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsRead => Detections is not null;
}
