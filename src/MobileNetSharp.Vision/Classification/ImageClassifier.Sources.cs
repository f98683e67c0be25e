using System.Collections.Immutable;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Vision.Sources;

namespace MobileNetSharp.Vision.Classification;

/// <content>Images from files, streams and memory.</content>
public sealed partial class ImageClassifier
{
    /// <summary>Classifies an image file: JPEG, PNG, WebP, BMP, GIF, TIFF.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="NonFiniteOutputException">The network's output is NaN or infinite; the message names the image.</exception>
    public ImageClassification Classify(string path, int top = 5) => Classes(top).Load(path);

    /// <summary>Classifies an encoded image from a stream, which is read to its end.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageClassification Classify(Stream encoded, int top = 5) => Classes(top).Decode(encoded);

    /// <summary>Classifies an encoded image in memory: the bytes of a file.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageClassification Classify(ReadOnlySpan<byte> encoded, int top = 5) => Classes(top).Decode(encoded);

    /// <summary>Classifies a decoded image.</summary>
    public ImageClassification Classify(RgbImage image, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Classify([image], top)[0];
    }

    /// <summary>Classifies pixels in memory, such as a camera frame; they are read where they are, and the next of that size allocates nothing but its result.</summary>
    /// <param name="pixels">Rows from the top, as <paramref name="format"/> says.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="format">The order of the channels.</param>
    /// <param name="strideBytes">Bytes from one row to the next; 0: rows without a gap.</param>
    /// <param name="top">How many classes to return.</param>
    /// <exception cref="ArgumentException">The span is too short or too long for the size, or the stride too short for a row.</exception>
    public ImageClassification Classify(
        ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0, int top = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var image = new PixelRows(pixels, width, height, format, strideBytes);
        var session = sessions.Rent(batch: 1);
        try
        {
            session.Preprocessor.Prepare(image, head.Preprocessing, head.InputSize.Width, head.InputSize.Height, session.Input);
            session.Run(CancellationToken.None);
            return Decode(session.Output(0, 0), top);
        }
        finally
        {
            sessions.Return(session);
        }
    }

    /// <summary>Reads an image file asynchronously and classifies it on the thread pool.</summary>
    /// <inheritdoc cref="Classify(string, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageClassification> ClassifyAsync(string path, int top = 5, CancellationToken cancellationToken = default) =>
        Classes(top).LoadAsync(path, cancellationToken);

    /// <summary>Reads an encoded image from a stream asynchronously and classifies it on the thread pool.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageClassification> ClassifyAsync(Stream encoded, int top = 5, CancellationToken cancellationToken = default) =>
        Classes(top).DecodeAsync(encoded, cancellationToken);

    /// <summary>Classifies decoded images on the thread pool.</summary>
    /// <inheritdoc cref="Classify(IReadOnlyList{RgbImage}, int, CancellationToken)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImmutableArray<ImageClassification>> ClassifyAsync(
        IReadOnlyList<RgbImage> images, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return Task.Run(() => Classify(images, top, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Classifies image files one after another, in order; the next ones are read and decoded meanwhile. A file that cannot be
    /// read gets an <see cref="ImageResult{TSource, TResult}.Error"/> and does not stop the others.
    /// </summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ImageResult<string, ImageClassification>> ClassifyManyAsync(
        IEnumerable<string> paths, int top = 5, CancellationToken cancellationToken = default) => Classes(top).LoadManyAsync(paths, cancellationToken);

    /// <summary>
    /// Classifies encoded images one after another, in order; the next ones are read and decoded meanwhile. One that cannot be
    /// opened or read gets an <see cref="ImageResult{TSource, TResult}.Error"/> and does not stop the others.
    /// </summary>
    /// <param name="sources">What identifies the images: paths, addresses, records of a database.</param>
    /// <param name="open">Opens an image's encoded bytes, on a thread of the pool; the stream is disposed once it is read.</param>
    /// <param name="top">How many classes to return for each, at most all.</param>
    /// <param name="cancellationToken">Stops reading, and the network between two layers.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ImageResult<T, ImageClassification>> ClassifyManyAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, int top = 5, CancellationToken cancellationToken = default) =>
        Classes(top).DecodeManyAsync(sources, open, cancellationToken);

    /// <summary>The pooled features <c>(C)</c> of an image file.</summary>
    /// <inheritdoc cref="Classify(string, int)"/>
    public float[] Embed(string path) => Features.Load(path);

    /// <summary>The pooled features <c>(C)</c> of a decoded image.</summary>
    public float[] Embed(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Embed([image])[0];
    }

    /// <summary>The pooled features <c>(C)</c> of an encoded image from a stream, which is read to its end.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    public float[] Embed(Stream encoded) => Features.Decode(encoded);

    /// <summary>The pooled features <c>(C)</c> of an encoded image in memory: the bytes of a file.</summary>
    /// <inheritdoc cref="Classify(ReadOnlySpan{byte}, int)"/>
    public float[] Embed(ReadOnlySpan<byte> encoded) => Features.Decode(encoded);

    /// <summary>The pooled features <c>(C)</c> of an image file, which is read asynchronously.</summary>
    /// <inheritdoc cref="Classify(string, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default) => Features.LoadAsync(path, cancellationToken);

    /// <summary>The pooled features <c>(C)</c> of an encoded image from a stream, which is read asynchronously.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<float[]> EmbedAsync(Stream encoded, CancellationToken cancellationToken = default) => Features.DecodeAsync(encoded, cancellationToken);

    ImageFramer Framer => new(head.Preprocessing, head.InputSize.Width, head.InputSize.Height);

    ImageSources<float[]> Features
    {
        get
        {
            CheckEmbeds();
            return new(Framer, (framed, cancellationToken) => Run(framed, output: 1, features => features.ToArray(), cancellationToken));
        }
    }

    ImageSources<ImageClassification> Classes(int top)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return new(Framer, (framed, cancellationToken) => Run(framed, output: 0, scores => Decode(scores, top), cancellationToken));
    }

    T Run<T>(FramedImage framed, int output, Func<Span<float>, T> result, CancellationToken cancellationToken)
    {
        var session = sessions.Rent(batch: 1);
        try
        {
            ImagePreprocessor.Normalize(framed.Whole, head.Preprocessing, session.Input);
            session.Run(cancellationToken);
            return result(session.Output(output, 0));
        }
        finally
        {
            sessions.Return(session);
        }
    }
}
