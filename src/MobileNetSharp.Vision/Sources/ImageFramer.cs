using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Vision.Sources;

/// <summary>Decodes images and frames them for a network's input at once, so that their own pixels are in memory no longer than that, and within <see cref="DecodingBudget"/>.</summary>
sealed class ImageFramer(Preprocessing preprocessing, int width, int height)
{
    /// <summary>Which parts of an image, by its width and height, are framed; the whole alone unless given.</summary>
    public Func<int, int, ImmutableArray<PixelRectangle>> Parts { get; init; } = static (width, height) => [PixelRectangle.Whole(width, height)];

    /// <summary>The most parts of an image.</summary>
    public int MaximumParts { get; init; } = 1;

    /// <summary>What a framed image takes in memory.</summary>
    public long FramedBytes => 3L * width * height * MaximumParts;

    /// <exception cref="ImageFormatException">The bytes are not a whole image.</exception>
    public FramedImage Decode(ReadOnlySpan<byte> encoded)
    {
        using var memory = DecodingBudget.Enter();
        var (image, ownWidth, ownHeight) = ImageDecoder.DecodeForNetwork(encoded);
        return Frame(image) with { Width = ownWidth, Height = ownHeight };
    }

    /// <summary>A decoded image.</summary>
    public FramedImage Frame(RgbImage image) => new(image.Width, image.Height, image.Width, image.Height, [.. Parts(image.Width, image.Height).Select(part =>
        ImagePreprocessor.Frame(new PixelRows(image).Crop(part), preprocessing, width, height))]);

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public FramedImage Decode(Stream encoded)
    {
        using var memory = DecodingBudget.Enter();
        DecodingBudget.TakeFile(encoded);
        return Decode(EncodedBytes.Read(encoded));
    }

    /// <summary>Reads the stream asynchronously, unless it is large, and decodes it on the thread pool.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public async Task<FramedImage> DecodeAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (DecodingBudget.IsLarge(stream))
            return await Task.Run(() => Decode(stream), cancellationToken).ConfigureAwait(false);
        var encoded = await EncodedBytes.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Decode(encoded.Span), cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    public FramedImage Load(string path)
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
    public async Task<FramedImage> LoadAsync(string path, CancellationToken cancellationToken)
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
