using MobileNetSharp.Imaging;

namespace MobileNetSharp.Vision;

/// <content>One image, however it comes.</content>
public sealed partial class ImageClassifier
{
    /// <summary>Classifies an image file: JPEG, PNG, WebP, BMP, GIF.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ImageClassification Classify(string path, int top = 5) => Classify(RgbImage.Load(path), top);

    /// <summary>Classifies an encoded image from a stream, which is read to its end.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public ImageClassification Classify(Stream encoded, int top = 5) => Classify(RgbImage.Decode(encoded), top);

    /// <summary>Classifies a decoded image.</summary>
    public ImageClassification Classify(RgbImage image, int top = 5) => Classify([image], top)[0];

    /// <summary>Classifies pixels in memory.</summary>
    /// <param name="pixels">Rows from the top, as <paramref name="format"/> says.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="format">The order of the channels.</param>
    /// <param name="strideBytes">Bytes from one row to the next; 0: rows without a gap.</param>
    /// <param name="top">How many classes to return.</param>
    public ImageClassification Classify(
        ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0, int top = 5) =>
        Classify(RgbImage.FromPixels(pixels, width, height, format, strideBytes), top);

    /// <summary>Classifies an image file without holding up the caller.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<ImageClassification> ClassifyAsync(string path, int top = 5, CancellationToken cancellationToken = default) =>
        Task.Run(() => Classify([RgbImage.Load(path)], top, cancellationToken)[0], cancellationToken);

    /// <summary>Classifies an encoded image from a stream without holding up the caller.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<ImageClassification> ClassifyAsync(Stream encoded, int top = 5, CancellationToken cancellationToken = default)
    {
        var image = await RgbImage.DecodeAsync(encoded, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Classify([image], top, cancellationToken)[0], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pooled features <c>(C)</c> of an image file.</summary>
    public float[] Embed(string path) => Embed(RgbImage.Load(path));

    /// <summary>The pooled features <c>(C)</c> of a decoded image.</summary>
    public float[] Embed(RgbImage image) => Embed([image])[0];

    /// <summary>The pooled features <c>(C)</c> of an image file, without holding up the caller.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => Embed([RgbImage.Load(path)], cancellationToken)[0], cancellationToken);

    /// <summary>The pooled features <c>(C)</c> of an encoded image from a stream, without holding up the caller.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<float[]> EmbedAsync(Stream encoded, CancellationToken cancellationToken = default)
    {
        var image = await RgbImage.DecodeAsync(encoded, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Embed([image], cancellationToken)[0], cancellationToken).ConfigureAwait(false);
    }
}
