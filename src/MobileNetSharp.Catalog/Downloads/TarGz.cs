using System.Formats.Tar;
using System.IO.Compression;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>Extracts one file from a .tgz archive; the paths in the archive are never used as paths.</summary>
static class TarGz
{
    /// <summary>Writes the first file named <paramref name="member"/>, in whatever folder, to <paramref name="target"/>, and reads the archive to its end, which verifies it.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, lacks the file, or unpacks to more than <paramref name="maximumBytes"/>.</exception>
    public static async Task ExtractAsync(string archive, string member, string target, long maximumBytes, CancellationToken cancellationToken)
    {
        var found = false;
        long bytes = 0;
        try
        {
            using var file = File.OpenRead(archive);
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(unzipped);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                bytes = checked(bytes + entry.Length);
                if (bytes > maximumBytes)
                    throw new InvalidDataException($"the archive unpacks to more than {maximumBytes} bytes");
                if (found || entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || FileName(entry) != member)
                    continue;

                found = true;
                using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None);
                if (entry.DataStream is { } data)
                    await data.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
                output.Flush(flushToDisk: true);
            }

            // The archive's checksum is at its end, after what the tar reader needs.
            await unzipped.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"the archive is damaged: {e.Message}", e);
        }

        if (!found)
            throw new InvalidDataException($"the archive has no {member}");
    }

    static string FileName(TarEntry entry) => entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
}
