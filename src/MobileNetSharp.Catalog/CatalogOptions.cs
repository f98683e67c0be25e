using System.Collections.Immutable;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>Where a <see cref="ModelCatalog"/> keeps its files and how patient it is with the network.</summary>
public sealed record CatalogOptions
{
    /// <summary>The published checkpoints to offer, the default first.</summary>
    public ImmutableArray<CatalogEntry> Entries { get; init; } = OfficialCheckpoints.All;

    /// <summary>The model folder; null means <c>$MOBILENETSHARP_HOME</c>, else <c>mobilenetsharp</c> in the user's data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A server that stands in for every other: its scheme, host and path go before the address's own path; null means <c>$MOBILENETSHARP_MIRROR</c>, else none.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>Throws when a file is no model; called with every file, and what is known of it, before it gets its name in the model folder.</summary>
    public Action<string, ReadOptions> Verify { get; init; } = static (file, known) => ModelFile.Load(file, known).Dispose();

    /// <summary>How often a broken download is resumed before it fails.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first retry; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may send nothing.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes that a download, or what is unpacked from it, may have.</summary>
    public long MaximumSizeBytes { get; init; } = 1L << 30;
}
