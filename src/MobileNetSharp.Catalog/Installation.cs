using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>The last steps of a fetched or added file: check, unpack, load, name.</summary>
static class Installation
{
    /// <summary>Makes <paramref name="part"/> the model at <paramref name="target"/>: the entry's download, or else a model file, which may belong to no entry.</summary>
    /// <exception cref="InvalidDataException">It is not the published file, the archive lacks the model, or the model does not load.</exception>
    public static async Task RunAsync(PartFile part, string target, CatalogEntry? entry, bool isDownload, CatalogOptions options, CancellationToken token)
    {
        var download = isDownload ? entry : null;
        var model = download?.ArchiveMember is null ? part : new PartFile(target);
        try
        {
            if (download is not null)
                await Checksum.VerifyAsync(part.Path, download, token).ConfigureAwait(false);
            if (download?.ArchiveMember is { } member)
                await TarGz.ExtractAsync(part.Path, member, model.Path, options.MaximumSizeBytes, token).ConfigureAwait(false);
            VerifyLoads(model.Path, entry, options);
            File.Move(model.Path, target, overwrite: true);
            part.Delete();
        }
        catch (InvalidDataException)
        {
            part.Delete();
            throw;
        }
        finally
        {
            if (model != part)
                model.Delete();
        }
    }

    static void VerifyLoads(string path, CatalogEntry? entry, CatalogOptions options)
    {
        try
        {
            options.Verify(path, entry?.ReadOptions ?? new ReadOptions());
        }
        // Whatever a reader throws, the file is no model for us.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The path is that of an unfinished file, which the user does not know.
            throw new InvalidDataException($"it does not load: {e.Message.Replace($"{path}: ", "", StringComparison.Ordinal)}", e);
        }
    }
}
