using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The paper's networks by name, each with the classes and conventions of its publication, without weights.</summary>
public static class Networks
{
    /// <summary>Every family of networks, with its names and their pattern.</summary>
    static readonly ImmutableArray<NetworkFamily> Families =
    [
        MobileNetV2.Family,
        MobileNetV1.Family,
        Ssd.Family,
        ShuffleNetV1.Family,
        DeepLabV3.Family,
        NasNetA.Family,
        ResNet101.Family,
        Darknet19.Family,
        YoloV2.Family,
        TinyYoloV2.Family,
        SsdVgg16.Family,
    ];

    /// <summary>The names of the published networks; other widths and resolutions (<c>mobilenet_v2_0.6_160x96</c>) are built as well.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Families.SelectMany(family => family.Names)];

    /// <summary>The network of that name; throws <see cref="ArgumentException"/> with the nearest names if there is none.</summary>
    public static Graph Build(string name) => TryParse(name, out var graph)
        ? graph
        : throw new ArgumentException(
            $"There is no network '{name}'; the nearest are {string.Join(", ", NearestNames.Find(name, Names))}.");

    /// <summary>
    /// What a network that was built by its name says about itself: for a detector, what its outputs are, how they are decoded, and how an
    /// image becomes its input, but not what its classes are called. The empty card for any other.
    /// </summary>
    public static ModelCard CardOf(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Families.FirstOrDefault(family => family.Matches(graph.Name))?.Card?.Invoke(graph) ?? ModelCard.Empty;
    }

    /// <summary>
    /// Whether the name has the form of a network's name, and that network;
    /// throws <see cref="GraphException"/> for a width or resolution out of bounds.
    /// </summary>
    public static bool TryParse(string name, [NotNullWhen(true)] out Graph? graph)
    {
        foreach (var family in Families)
        {
            if (family.TryBuild(name, out graph))
                return true;
        }

        graph = null;
        return false;
    }
}

/// <summary>The names of a network and its variants, and how a name becomes a graph.</summary>
sealed class NetworkFamily
{
    readonly Regex pattern;
    readonly Func<NetworkName, Graph> build;

    /// <param name="pattern">
    /// A regular expression of the whole name, where <c>{width}</c> is a width multiplier and <c>{size}</c> a
    /// resolution, <c>224</c> or <c>160x96</c>: <c>mobilenet_v2_{width}_{size}</c>.
    /// </param>
    /// <param name="names">The names to list, each of which matches the pattern.</param>
    /// <param name="build">Builds the network of a name, which becomes the graph's name.</param>
    /// <param name="card">What a network of the family says about itself; null if nothing.</param>
    public NetworkFamily(string pattern, ImmutableArray<string> names, Func<NetworkName, Graph> build, Func<Graph, ModelCard>? card = null)
    {
        var expression = pattern
            .Replace("{width}", @"(?<width>[0-9]{1,3}(\.[0-9]{1,9})?)", StringComparison.Ordinal)
            .Replace("{size}", @"(?<height>[0-9]{1,5})(x(?<across>[0-9]{1,5}))?", StringComparison.Ordinal);
        this.pattern = new Regex($@"\A(?:{expression})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        (Names, this.build, Card) = (names, build, card);
    }

    /// <summary>The names of the published variants.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What a network of this family says about itself; null if nothing.</summary>
    public Func<Graph, ModelCard>? Card { get; }

    /// <summary>Whether the name has the form of this family's.</summary>
    public bool Matches(string name) => pattern.IsMatch(name);

    /// <summary>Whether the name is of this family, and its network; <see cref="GraphException"/> for an option out of bounds.</summary>
    public bool TryBuild(string name, [NotNullWhen(true)] out Graph? graph)
    {
        var match = pattern.Match(name);
        try
        {
            graph = match.Success ? build(new NetworkName(match)) : null;
            return match.Success;
        }
        catch (ArgumentOutOfRangeException e)
        {
            // The caller gave a name, not options: the error names what was given.
            throw new GraphException(name, e.Message.Split('\r', '\n')[0].Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
        }
    }
}

/// <summary>The parts of a network's name, by the groups of its family's pattern.</summary>
readonly struct NetworkName(Match match)
{
    /// <summary>The text of a group, or null where the name has no such part.</summary>
    public string? this[string group] => match.Groups[group] is { Success: true, Value: var value } ? value : null;

    /// <summary>The width multiplier; 1 where the name has none.</summary>
    public double Width => this["width"] is { } width ? double.Parse(width, CultureInfo.InvariantCulture) : 1;

    /// <summary>The resolution, a square unless both sides are named.</summary>
    public Size Size => new(Integer("height"), this["across"] is null ? Integer("height") : Integer("across"));

    /// <summary>A group of digits as a number.</summary>
    public int Integer(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
