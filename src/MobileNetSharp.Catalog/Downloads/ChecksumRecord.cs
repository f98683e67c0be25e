using System.Security.Cryptography;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;

namespace MobileNetSharp.Catalog.Downloads;

/// <summary>
/// The full SHA-256 of a checkpoint that was downloaded and checked, in the model folder: of the download, and of the model file where
/// that came out of an archive. Where only the first digits are published, later copies are compared with it.
/// </summary>
sealed class ChecksumRecord(string folder, CatalogEntry entry)
{
    /// <summary>A line has the digits, two spaces and a name, as sha256sum writes it.</summary>
    const string Separator = "  ";

    /// <summary>A line is shorter than this, and there are at most two.</summary>
    const int MaxBytes = 4096;

    public string Path { get; } = System.IO.Path.Combine(folder, ".sha256", $"{entry.Source}-{entry.FileName}.sha256");

    /// <summary>The download's; null where none was recorded.</summary>
    public string? Download => Of(entry.DownloadName);

    public void Write(string download, string model)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var lines = new Dictionary<string, string> { [entry.DownloadName] = download, [entry.FileName] = model };
        AtomicFile.Write(Path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line.Value}{Separator}{line.Key}\n")))));
    }

    public void Delete()
    {
        if (File.Exists(Path))
            File.Delete(Path);
    }

    /// <summary>How the model file that is there now was compared with the published one; it is read.</summary>
    public FileVerification Verify(string model)
    {
        if (entry.Sha256 is not { } published)
            return FileVerification.None;
        using var stream = File.OpenRead(model);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (entry.ArchiveMember is not null && Of(entry.FileName) != found)
            return FileVerification.None;
        var download = entry.ArchiveMember is null ? found : Download;
        if (download?.StartsWith(published, StringComparison.OrdinalIgnoreCase) != true)
            return FileVerification.None;
        if (published.Length == CatalogEntry.Sha256Digits)
            return FileVerification.Sha256;
        return Download is { } first && first != download ? FileVerification.None : FileVerification.Sha256Prefix;
    }

    string? Of(string name) => new FileInfo(Path) is { Exists: true, Length: > 0 and <= MaxBytes }
        ? BoundedFile.ReadLines(Path, MaxBytes).FirstOrDefault(line => line.EndsWith(Separator + name, StringComparison.Ordinal))?.Split(Separator)[0]
        : null;
}
