using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MobileNetSharp.Vision.Sources;

/// <summary>
/// Reads, decodes and frames the next images while one is in use, in order. Framed images are small, however large the files' are; fewer
/// are framed ahead where each has many parts.
/// </summary>
static class DecodeAhead
{
    static readonly int Count = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>For the framed images, that in use included; two at least.</summary>
    const long MaximumBytes = 64 << 20;

    /// <summary>The images as they come; <paramref name="open"/> may be called from several threads.</summary>
    public static async IAsyncEnumerable<SourceImage<T>> RunAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, ImageFramer framer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One more than these is in use.
        var ahead = Channel.CreateBounded<Task<SourceImage<T>>>((int)Math.Clamp((MaximumBytes / framer.FramedBytes) - 1, 1, Count - 1));
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
                    ahead.Writer.TryWrite(Task.Run(() => ReadAsync(source, open, framer, stop.Token), stop.Token));
                }

                ahead.Writer.Complete();
            }
            catch (Exception e)
            {
                ahead.Writer.Complete(e);
            }
        }
    }

    static async Task<SourceImage<T>> ReadAsync<T>(T source, Func<T, Stream> open, ImageFramer framer, CancellationToken cancellationToken)
    {
        try
        {
            var stream = open(source);
            await using var _ = stream.ConfigureAwait(false);
            return new SourceImage<T>(source, await framer.DecodeAsync(stream, cancellationToken).ConfigureAwait(false), Error: null);
        }
        // Whatever the caller's stream throws is about this image; the others are still processed.
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new SourceImage<T>(source, Framed: null, e);
        }
    }
}

/// <summary>An image that was read and framed, or why not.</summary>
sealed record SourceImage<T>(T Source, FramedImage? Framed, Exception? Error);
