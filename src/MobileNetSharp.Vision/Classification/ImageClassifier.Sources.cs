using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
    /// <exception cref="NonFiniteScoreException">The network's output is NaN or infinite; the message names the image.</exception>
    public ImageClassification Classify(string path, int top = 5)
    {
        var framed = Framer.Load(path);
        try
        {
            return ClassifyFramed(framed, top);
        }
        catch (NonFiniteScoreException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Classifies an encoded image from a stream, which is read to its end.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageClassification Classify(Stream encoded, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return ClassifyFramed(Framer.Decode(encoded), top);
    }

    /// <summary>Classifies an encoded image in memory: the bytes of a file.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageClassification Classify(ReadOnlySpan<byte> encoded, int top = 5) => ClassifyFramed(Framer.Decode(encoded), top);

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
    public async Task<ImageClassification> ClassifyAsync(string path, int top = 5, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ClassifyAsync(Framer.LoadAsync(path, cancellationToken), top, cancellationToken).ConfigureAwait(false);
        }
        catch (NonFiniteScoreException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Reads an encoded image from a stream asynchronously and classifies it on the thread pool.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageClassification> ClassifyAsync(Stream encoded, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return ClassifyAsync(Framer.DecodeAsync(encoded, cancellationToken), top, cancellationToken);
    }

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
    /// read gets an <see cref="ClassifiedImage{T}.Error"/> and does not stop the others.
    /// </summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ClassifiedImage<string>> ClassifyManyAsync(
        IEnumerable<string> paths, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ClassifyManyAsync(paths.ToAsyncEnumerable(), ImageFiles.OpenRead, top, cancellationToken)
            .Select(image => image with
            {
                Error = image.Error switch
                {
                    ImageFormatException e => e.In(image.Source),
                    NonFiniteScoreException e => e.In(image.Source),
                    var other => other,
                },
            });
    }

    /// <summary>
    /// Classifies encoded images one after another, in order; the next ones are read and decoded meanwhile. One that cannot be
    /// opened or read gets an <see cref="ClassifiedImage{T}.Error"/> and does not stop the others.
    /// </summary>
    /// <param name="sources">What identifies the images: paths, addresses, records of a database.</param>
    /// <param name="open">Opens an image's encoded bytes, on a thread of the pool; the stream is disposed once it is read.</param>
    /// <param name="top">How many classes to return for each, at most all.</param>
    /// <param name="cancellationToken">Stops reading, and the network between two layers.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ClassifiedImage<T>> ClassifyManyAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return EnumerateAsync(sources, open, top, cancellationToken);
    }

    /// <summary>The pooled features <c>(C)</c> of an image file.</summary>
    /// <inheritdoc cref="Classify(string, int)"/>
    public float[] Embed(string path) => EmbedFramed(Framer.Load(path));

    /// <summary>The pooled features <c>(C)</c> of a decoded image.</summary>
    public float[] Embed(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Embed([image])[0];
    }

    /// <summary>The pooled features <c>(C)</c> of an encoded image from a stream, which is read to its end.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    public float[] Embed(Stream encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return EmbedFramed(Framer.Decode(encoded));
    }

    /// <summary>The pooled features <c>(C)</c> of an encoded image in memory: the bytes of a file.</summary>
    /// <inheritdoc cref="Classify(ReadOnlySpan{byte}, int)"/>
    public float[] Embed(ReadOnlySpan<byte> encoded) => EmbedFramed(Framer.Decode(encoded));

    /// <summary>The pooled features <c>(C)</c> of an image file, which is read asynchronously.</summary>
    /// <inheritdoc cref="Classify(string, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default) =>
        EmbedAsync(Framer.LoadAsync(path, cancellationToken), cancellationToken);

    /// <summary>The pooled features <c>(C)</c> of an encoded image from a stream, which is read asynchronously.</summary>
    /// <inheritdoc cref="Classify(Stream, int)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<float[]> EmbedAsync(Stream encoded, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return EmbedAsync(Framer.DecodeAsync(encoded, cancellationToken), cancellationToken);
    }

    async Task<ImageClassification> ClassifyAsync(Task<FramedImage> decoding, int top, CancellationToken cancellationToken)
    {
        var framed = await decoding.ConfigureAwait(false);
        return await Task.Run(() => ClassifyFramed(framed, top, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    async Task<float[]> EmbedAsync(Task<FramedImage> decoding, CancellationToken cancellationToken)
    {
        var framed = await decoding.ConfigureAwait(false);
        return await Task.Run(() => EmbedFramed(framed, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    async IAsyncEnumerable<ClassifiedImage<T>> EnumerateAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, int top, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var image in DecodeAhead.RunAsync(sources, open, Framer, cancellationToken).ConfigureAwait(false))
            yield return await Task.Run(() => Classify(image, top, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    ClassifiedImage<T> Classify<T>(SourceImage<T> image, int top, CancellationToken cancellationToken)
    {
        try
        {
            return new(image.Source, image.Framed is { } framed ? ClassifyFramed(framed, top, cancellationToken) : null, image.Error);
        }
        catch (NonFiniteScoreException e)
        {
            return new(image.Source, Classification: null, e);
        }
    }

    ImageClassification ClassifyFramed(FramedImage framed, int top, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return RunFramed(framed, output: 0, scores => Decode(scores, top), cancellationToken);
    }

    float[] EmbedFramed(FramedImage framed, CancellationToken cancellationToken = default)
    {
        CheckEmbeds();
        return RunFramed(framed, output: 1, features => features.ToArray(), cancellationToken);
    }

    T RunFramed<T>(FramedImage framed, int output, Func<Span<float>, T> result, CancellationToken cancellationToken)
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
