using System.Collections.Immutable;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>Where a <see cref="ModelCatalog"/> keeps its files, and its limits for downloads.</summary>
public sealed record CatalogOptions
{
    /// <summary>The published checkpoints to offer, the default first.</summary>
    public ImmutableArray<CatalogEntry> Entries { get; init; } = OfficialCheckpoints.All;

    /// <summary>The model folder; null means <c>$MOBILENETSHARP_HOME</c>, else <c>mobilenetsharp</c> in the user's data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A server used in place of every other: its scheme, host and path precede the address's own path; null means <c>$MOBILENETSHARP_MIRROR</c>, else none.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>Throws when a file is not a model; called with every file, and what the catalog says about it, before it gets its name in the model folder.</summary>
    public Action<string, ReadOptions> Verify { get; init; } = static (file, known) => ModelFile.Load(file, known).Dispose();

    /// <summary>How often an interrupted download is resumed before it fails.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The delay before the first retry; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may send nothing before the attempt fails.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest download, packed or unpacked, in bytes.</summary>
    public long MaxSizeBytes { get; init; } = 1L << 30;

    /// <inheritdoc/>
    public override string ToString() => $"{Entries.Length} checkpoints{(Folder is null ? "" : $" in {Folder}")}{(Mirror is null ? "" : $" from {Mirror}")}";
}

/// <summary>The options that environment variables give: the model folder and the mirror.</summary>
static class CatalogEnvironment
{
    public static string Folder(CatalogOptions options) =>
        Path.GetFullPath(options.Folder ?? Variable("MOBILENETSHARP_HOME") ?? UserFolder());

    /// <summary>The address on the mirror, if there is one: the mirror's path followed by the address's own.</summary>
    public static Uri Mirrored(CatalogOptions options, Uri address) =>
        (options.Mirror ?? MirrorVariable()) is { } mirror
            ? new Uri(mirror.GetLeftPart(UriPartial.Path).TrimEnd('/') + address.PathAndQuery)
            : address;

    static Uri? MirrorVariable()
    {
        if (Variable("MOBILENETSHARP_MIRROR") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var mirror) && mirror.Scheme is "http" or "https")
            return mirror;
        throw new CatalogException(CatalogFault.Environment, $"MOBILENETSHARP_MIRROR is '{text}', expected an address such as http://host:8080.");
    }

    static string UserFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "mobilenetsharp")
            : throw new CatalogException(CatalogFault.Environment, "This user has no data folder for models; set MOBILENETSHARP_HOME to a folder.");
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
