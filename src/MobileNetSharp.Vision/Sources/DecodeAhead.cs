using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Vision.Sources;

/// <summary>Reads and decodes the next images while one is in use, in order.</summary>
static class DecodeAhead
{
    static readonly int Count = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>An image of more pixels is decoded only at its turn, so that many huge ones take no more memory than two of them.</summary>
    static readonly long PixelsAhead = RgbImage.DefaultMaxPixels / Count;

    /// <summary>The images as they come; <paramref name="open"/> may be called from several threads.</summary>
    public static async IAsyncEnumerable<EncodedImage<T>> RunAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One more than these is in use.
        var ahead = Channel.CreateBounded<Task<EncodedImage<T>>>(Count - 1);
        var producing = Task.Run(ProduceAsync, CancellationToken.None);
        try
        {
            await foreach (var image in ahead.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await image.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producing.ConfigureAwait(false);
            // The caller may dispose what the streams read from as soon as the enumeration ends.
            while (ahead.Reader.TryRead(out var unread))
                await ((Task)unread).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ProduceAsync()
        {
            try
            {
                await foreach (var source in sources.WithCancellation(stop.Token).ConfigureAwait(false))
                {
                    await ahead.Writer.WaitToWriteAsync(stop.Token).ConfigureAwait(false);
                    ahead.Writer.TryWrite(Task.Run(() => ReadAsync(source, open, stop.Token), stop.Token));
                }

                ahead.Writer.Complete();
            }
            catch (Exception e)
            {
                ahead.Writer.Complete(e);
            }
        }
    }

    static async Task<EncodedImage<T>> ReadAsync<T>(T source, Func<T, Stream> open, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> encoded;
        try
        {
            var stream = open(source);
            await using var _ = stream.ConfigureAwait(false);
            encoded = await EncodedBytes.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        // Whatever the caller's stream throws is about this image; the others are still processed.
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new EncodedImage<T>(source, Decode: null, e);
        }

        try
        {
            var image = RgbImage.Decode(encoded.Span, PixelsAhead);
            return new EncodedImage<T>(source, () => image, Error: null);
        }
        catch (ImageFormatException)
        {
            // Too large to be decoded ahead, or damaged, which is found again at its turn.
            return new EncodedImage<T>(source, () => RgbImage.Decode(encoded.Span), Error: null);
        }
    }
}

/// <summary>An image that was read: it is decoded by <paramref name="Decode"/>, which may throw an <see cref="ImageFormatException"/>. Or the exception of reading it.</summary>
sealed record EncodedImage<T>(T Source, Func<RgbImage>? Decode, Exception? Error);
