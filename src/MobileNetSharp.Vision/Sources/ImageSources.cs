using System.Runtime.CompilerServices;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Vision.Sources;

/// <summary>
/// Images from files, streams and memory on their way through a network: what every task does alike. A fault of an image from a file
/// names the file.
/// </summary>
/// <param name="framer">Decodes an image and frames it for the network.</param>
/// <param name="run">What the network finds in it; called by any number of threads at once.</param>
sealed class ImageSources<TResult>(ImageFramer framer, Func<FramedImage, CancellationToken, TResult> run)
    where TResult : class
{
    public TResult Load(string path)
    {
        var framed = framer.Load(path);
        try
        {
            return run(framed, CancellationToken.None);
        }
        catch (NonFiniteOutputException e)
        {
            throw e.In(path);
        }
    }

    public TResult Decode(Stream encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return run(framer.Decode(encoded), CancellationToken.None);
    }

    public TResult Decode(ReadOnlySpan<byte> encoded) => run(framer.Decode(encoded), CancellationToken.None);

    public async Task<TResult> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(framer.LoadAsync(path, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (NonFiniteOutputException e)
        {
            throw e.In(path);
        }
    }

    public Task<TResult> DecodeAsync(Stream encoded, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return RunAsync(framer.DecodeAsync(encoded, cancellationToken), cancellationToken);
    }

    /// <summary>Files in order; the next ones are read and decoded meanwhile.</summary>
    public IAsyncEnumerable<ImageResult<string, TResult>> LoadManyAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return DecodeManyAsync(paths.ToAsyncEnumerable(), ImageFiles.OpenRead, cancellationToken).Select(image => image with
        {
            Error = image.Error switch
            {
                ImageFormatException e => e.In(image.Source),
                NonFiniteOutputException e => e.In(image.Source),
                var other => other,
            },
        });
    }

    /// <summary>Encoded images in order; the next ones are read and decoded meanwhile.</summary>
    public IAsyncEnumerable<ImageResult<T, TResult>> DecodeManyAsync<T>(IAsyncEnumerable<T> sources, Func<T, Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(open);
        return EnumerateAsync(sources, open, cancellationToken);
    }

    async IAsyncEnumerable<ImageResult<T, TResult>> EnumerateAsync<T>(
        IAsyncEnumerable<T> sources, Func<T, Stream> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var image in DecodeAhead.RunAsync(sources, open, framer, cancellationToken).ConfigureAwait(false))
            yield return await Task.Run(() => Run(image, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    ImageResult<T, TResult> Run<T>(SourceImage<T> image, CancellationToken cancellationToken)
    {
        try
        {
            return new(image.Source, image.Framed is { } framed ? run(framed, cancellationToken) : null, image.Error);
        }
        catch (NonFiniteOutputException e)
        {
            return new(image.Source, Result: null, e);
        }
    }

    async Task<TResult> RunAsync(Task<FramedImage> decoding, CancellationToken cancellationToken)
    {
        var framed = await decoding.ConfigureAwait(false);
        return await Task.Run(() => run(framed, cancellationToken), cancellationToken).ConfigureAwait(false);
    }
}
