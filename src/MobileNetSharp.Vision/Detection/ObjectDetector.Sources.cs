using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Vision.Sources;

namespace MobileNetSharp.Vision.Detection;

/// <content>Images from files, streams and memory.</content>
public sealed partial class ObjectDetector
{
    /// <summary>Finds the objects in an image file: JPEG, PNG, WebP, BMP, GIF, TIFF.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="NonFiniteOutputException">The network's output is not a number (NaN); the message names the image.</exception>
    public ImageDetections Detect(string path, DetectOptions? options = null) => Objects(options).Load(path);

    /// <summary>Finds the objects in an encoded image from a stream, which is read to its end.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageDetections Detect(Stream encoded, DetectOptions? options = null) => Objects(options).Decode(encoded);

    /// <summary>Finds the objects in an encoded image in memory: the bytes of a file.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageDetections Detect(ReadOnlySpan<byte> encoded, DetectOptions? options = null) => Objects(options).Decode(encoded);

    /// <summary>Finds the objects in a decoded image.</summary>
    public ImageDetections Detect(RgbImage image, DetectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options = DetectOptions.Checked(options);
        return Detect(Framer(options).Frame(image), options);
    }

    /// <summary>Finds the objects in pixels in memory, such as a camera frame; they are read where they are.</summary>
    /// <param name="pixels">Rows from the top, as <paramref name="format"/> says.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="format">The order of the channels.</param>
    /// <param name="strideBytes">Bytes from one row to the next; 0: rows without a gap.</param>
    /// <param name="options">Which objects are returned.</param>
    /// <exception cref="ArgumentException">The span is too short or too long for the size, or the stride too short for a row.</exception>
    public ImageDetections Detect(
        ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0, DetectOptions? options = null)
    {
        options = DetectOptions.Checked(options);
        return Detect(new PixelParts(new PixelRows(pixels, width, height, format, strideBytes), head), width, height, options, CancellationToken.None);
    }

    /// <summary>Reads an image file asynchronously and finds its objects on the thread pool.</summary>
    /// <inheritdoc cref="Detect(string, DetectOptions)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageDetections> DetectAsync(string path, DetectOptions? options = null, CancellationToken cancellationToken = default) =>
        Objects(options).LoadAsync(path, cancellationToken);

    /// <summary>Reads an encoded image from a stream asynchronously and finds its objects on the thread pool.</summary>
    /// <inheritdoc cref="Detect(Stream, DetectOptions)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageDetections> DetectAsync(Stream encoded, DetectOptions? options = null, CancellationToken cancellationToken = default) =>
        Objects(options).DecodeAsync(encoded, cancellationToken);

    /// <summary>Finds the objects in a decoded image on the thread pool.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public Task<ImageDetections> DetectAsync(RgbImage image, DetectOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        options = DetectOptions.Checked(options);
        return Task.Run(() => Detect(Framer(options).Frame(image), options, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Finds the objects in image files one after another, in order; the next ones are read and decoded meanwhile. A file that cannot
    /// be read gets an <see cref="ImageResult{TSource, TResult}.Error"/> and does not stop the others.
    /// </summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ImageResult<string, ImageDetections>> DetectManyAsync(
        IEnumerable<string> paths, DetectOptions? options = null, CancellationToken cancellationToken = default) =>
        Objects(options).LoadManyAsync(paths, cancellationToken);

    /// <summary>
    /// Finds the objects in encoded images one after another, in order; the next ones are read and decoded meanwhile. One that cannot
    /// be opened or read gets an <see cref="ImageResult{TSource, TResult}.Error"/> and does not stop the others.
    /// </summary>
    /// <param name="sources">What identifies the images: paths, addresses, records of a database.</param>
    /// <param name="open">Opens an image's encoded bytes, on a thread of the pool; the stream is disposed once it is read.</param>
    /// <param name="options">Which objects are returned.</param>
    /// <param name="cancellationToken">Stops reading, and the network between two layers.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IAsyncEnumerable<ImageResult<T, ImageDetections>> DetectManyAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, DetectOptions? options = null, CancellationToken cancellationToken = default) =>
        Objects(options).DecodeManyAsync(sources, open, cancellationToken);

    ImageSources<ImageDetections> Objects(DetectOptions? options)
    {
        var known = DetectOptions.Checked(options);
        return new(Framer(known), (framed, cancellationToken) => Detect(framed, known, cancellationToken));
    }

    internal ImageDetections Detect(FramedImage image, DetectOptions options, CancellationToken cancellationToken = default) =>
        Detect(new FramedParts(image, head.Preprocessing), image.DecodedWidth, image.DecodedHeight, options, cancellationToken).ToSize(image.Width, image.Height);
}
