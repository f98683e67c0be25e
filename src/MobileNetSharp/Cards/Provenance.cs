using System.Collections.Immutable;

namespace MobileNetSharp.Cards;

/// <summary>Where a model comes from.</summary>
public sealed record Provenance
{
    /// <summary>Who published it, or what it was converted from.</summary>
    public string? Source { get; init; }

    /// <summary>The license of the weights, as an SPDX identifier.</summary>
    public string? License { get; init; }

    /// <summary>What it was trained on.</summary>
    public string? Dataset { get; init; }

    /// <summary>The recipe that it was trained by, as JSON; null where nobody has said.</summary>
    public string? Recipe { get; init; }

    /// <summary>Published or measured figures, such as <c>top1Percent</c>.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init => field = value ?? field; } = ImmutableSortedDictionary<string, double>.Empty;
}
