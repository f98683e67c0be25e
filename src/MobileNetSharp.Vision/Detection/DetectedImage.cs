using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Vision.Detection;

/// <summary>One of many images: the objects in it, or why it could not be read.</summary>
/// <param name="Source">Where the image is from, such as its path.</param>
/// <param name="Detections">The objects; null for an image that could not be read, or for which the network gave no numbers.</param>
/// <param name="Error">What opening, reading or decoding this image threw: <see cref="Imaging.ImageFormatException"/>, <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>, or an exception of the caller's own stream; a <see cref="NonFiniteOutputException"/> where the network's output is not a number; null for an image whose objects are known.</param>
public sealed record DetectedImage<T>(T Source, ImageDetections? Detections, Exception? Error)
{
    /// <summary>Whether the objects are known.</summary>
    [MemberNotNullWhen(true, nameof(Detections))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsDetected => Detections is not null;
}
