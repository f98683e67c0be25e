using System.Security.Cryptography;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>The last steps for a downloaded or imported file: check, unpack, load, name.</summary>
static class Installation
{
    /// <summary>Makes <paramref name="part"/> the model at <paramref name="target"/>. It is the entry's download or a model file, with or without an entry.</summary>
    /// <exception cref="InvalidDataException">It is not the published file, the archive lacks the model, or the model does not load.</exception>
    public static async Task RunAsync(PartFile part, string target, CatalogEntry? entry, bool isDownload, CatalogOptions options, CancellationToken cancellationToken)
    {
        var download = isDownload ? entry : null;
        var model = download?.ArchiveMember is null ? part : new PartFile(target);
        try
        {
            if (download is not null)
                await Checksum.VerifyAsync(part.Path, download, cancellationToken).ConfigureAwait(false);
            if (download?.ArchiveMember is { } member)
                await TarGz.ExtractAsync(part.Path, member, model.Path, options.MaxSizeBytes, cancellationToken).ConfigureAwait(false);
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
        // Whatever a reader throws, the file cannot be used as a model; that it could not be read is not its fault.
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or IOException or UnauthorizedAccessException))
        {
            // The path is that of an unfinished file, which the user does not know.
            throw new InvalidDataException($"it does not load: {e.Message.Replace($"{path}: ", "", StringComparison.Ordinal)}", e);
        }
    }
}

/// <summary>Compares a file with the size and the SHA-256 in the catalog.</summary>
static class Checksum
{
    /// <exception cref="InvalidDataException">It is a different file; the message has what was expected and found.</exception>
    public static async Task VerifyAsync(string file, CatalogEntry entry, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(file);
        if (entry.SizeBytes is { } size && stream.Length != size)
            throw new InvalidDataException($"the file has {stream.Length} bytes, expected {size}");
        if (entry.Sha256 is not { } expected)
            return;

        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        if (!found.StartsWith(expected, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"the file's SHA-256 is {found}, expected {(expected.Length < found.Length ? expected + "…" : expected)}");
    }
}
