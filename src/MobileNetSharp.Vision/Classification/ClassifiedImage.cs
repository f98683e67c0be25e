using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Vision.Classification;

/// <summary>One of many images: its classes, or why it could not be classified.</summary>
/// <param name="Source">Where the image is from, such as its path.</param>
/// <param name="Classification">The classes; null for an image that could not be read, or for which the network gave no numbers.</param>
/// <param name="Error">What opening, reading or decoding this image threw: <see cref="Imaging.ImageFormatException"/>, <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>, or an exception of the caller's own stream; a <see cref="NonFiniteScoreException"/> where the network's output is not finite; null for a classified image.</param>
public sealed record ClassifiedImage<T>(T Source, ImageClassification? Classification, Exception? Error)
{
    /// <summary>Whether the image was classified.</summary>
    [MemberNotNullWhen(true, nameof(Classification))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsClassified => Classification is not null;
}
