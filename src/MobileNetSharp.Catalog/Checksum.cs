using System.Security.Cryptography;

namespace MobileNetSharp.Catalog;

/// <summary>Checks a file against the size and the SHA-256 that the catalog knows of it.</summary>
static class Checksum
{
    /// <exception cref="InvalidDataException">The file is another one; the message says expected and found.</exception>
    public static async Task VerifyAsync(string file, CatalogEntry entry, CancellationToken token)
    {
        using var stream = File.OpenRead(file);
        if (entry.SizeBytes is { } size && stream.Length != size)
            throw new InvalidDataException($"the file has {stream.Length} bytes, expected {size}");
        if (entry.Sha256 is not { } expected)
            return;

        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, token).ConfigureAwait(false));
        if (!found.StartsWith(expected, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"the file's SHA-256 is {found}, expected {(expected.Length < found.Length ? expected + "…" : expected)}");
    }
}
