using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Catalog;

/// <summary>A published checkpoint: what it is, where it is, and how a download is checked.</summary>
public sealed record CatalogEntry
{
    /// <summary>How many hex digits a SHA-256 has.</summary>
    internal const int Sha256Digits = 64;

    /// <summary>Source and model: <c>torchvision/mobilenet_v2</c>, <c>tf/mobilenet_v2_1.0_224</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A one-line description.</summary>
    public required string Description { get; init; }

    /// <summary>What is downloaded: the model file itself, or a .tgz archive that contains it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The model's file in the model folder's subfolder <see cref="Source"/>; its extension is the format.</summary>
    public required string FileName { get; init; }

    /// <summary>The license's SPDX identifier.</summary>
    public required string License { get; init; }

    /// <summary>The model's file name inside the archive at <see cref="Address"/>; null where the address is the model file.</summary>
    public string? ArchiveMember { get; init; }

    /// <summary>The download's size in bytes; null where it is not published.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The download's SHA-256 in hex: all 64 digits, or the first ones where only these are published; null where none are.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Height and width of the input in pixels.</summary>
    public int? InputSize { get; init; }

    /// <summary>The preprocessing that the published accuracy was measured with, which a weights file does not contain.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The class names by output index: ImageNet's 1000, or 1001 with 0 = background.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>Published top-1 accuracy on ImageNet's validation set in percent.</summary>
    public double? Top1Percent { get; init; }

    /// <summary>Published top-5 accuracy on ImageNet's validation set in percent.</summary>
    public double? Top5Percent { get; init; }

    /// <summary>The part of the name before the slash (<c>torchvision</c>, <c>tf</c>), which is also the dialect.</summary>
    public string Source => Name[..Math.Max(0, Name.IndexOf('/', StringComparison.Ordinal))];

    /// <summary>How to read the model file.</summary>
    public ReadOptions ReadOptions => new() { Labels = Labels, Preprocessing = Preprocessing };

    /// <summary>The file name of the download in the model folder: the archive's, or the model file's.</summary>
    internal string DownloadName => ArchiveMember is null ? FileName : Path.GetFileName(Address.LocalPath);

    /// <summary>What the file says of its origin, and the entry where it says nothing.</summary>
    internal Provenance Provenance(Provenance file, FileVerification? verification)
    {
        var metrics = file.Metrics;
        if (Top1Percent is { } top1 && file.Source is null)
            metrics = metrics.SetItem("top1Percent", top1);
        if (Top5Percent is { } top5 && file.Source is null)
            metrics = metrics.SetItem("top5Percent", top5);
        return file with { Source = file.Source ?? Name, License = file.License ?? License, Metrics = metrics, Verification = verification };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Description}";
}
