using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Vision;

/// <summary>One of many images: what was found, or why nothing could be.</summary>
/// <param name="Source">Where the image is from, such as its path.</param>
/// <param name="Result">What was found; null for an image that could not be read, or for which the network gave no numbers.</param>
/// <param name="Error">What opening, reading or decoding this image threw: <see cref="Imaging.ImageFormatException"/>, <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>, or an exception of the caller's own stream; a <see cref="NonFiniteOutputException"/> where the network's output is not finite; null where there is a result.</param>
public sealed record ImageResult<TSource, TResult>(TSource Source, TResult? Result, Exception? Error)
    where TResult : class
{
    /// <summary>Whether there is a result.</summary>
    [MemberNotNullWhen(true, nameof(Result))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Result is not null;
}
