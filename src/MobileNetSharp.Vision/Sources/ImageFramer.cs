using MobileNetSharp.Cards;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Vision.Sources;

/// <summary>Decodes images and frames them for a network's input at once, so that their own pixels are in memory no longer than that, and within <see cref="DecodingBudget"/>.</summary>
sealed class ImageFramer(Preprocessing preprocessing, int width, int height)
{
    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public RgbImage Decode(ReadOnlySpan<byte> encoded)
    {
        using var memory = DecodingBudget.Enter();
        return ImagePreprocessor.Frame(ImageDecoder.DecodeForNetwork(encoded), preprocessing, width, height);
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public RgbImage Decode(Stream encoded)
    {
        using var memory = DecodingBudget.Enter();
        DecodingBudget.TakeFile(encoded);
        return Decode(EncodedBytes.Read(encoded));
    }

    /// <summary>Reads the stream asynchronously, unless it is large, and decodes it on the thread pool.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public async Task<RgbImage> DecodeAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (DecodingBudget.IsLarge(stream))
            return await Task.Run(() => Decode(stream), cancellationToken).ConfigureAwait(false);
        var encoded = await EncodedBytes.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Decode(encoded.Span), cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    public RgbImage Load(string path)
    {
        try
        {
            using var file = EncodedBytes.Open(path);
            return Decode(file);
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <inheritdoc cref="Load"/>
    public async Task<RgbImage> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = EncodedBytes.Open(path, FileOptions.Asynchronous);
            await using var _ = file.ConfigureAwait(false);
            return await DecodeAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }
}
