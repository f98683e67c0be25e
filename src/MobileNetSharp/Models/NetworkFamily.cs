using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The bare names of a network and its variants, and how a name becomes a graph.</summary>
sealed class NetworkFamily
{
    readonly Regex pattern;
    readonly Func<NetworkName, Graph> build;

    /// <param name="pattern">
    /// A regular expression of the whole name, in which <c>{width}</c> stands for a width multiplier and <c>{size}</c> for a
    /// resolution, <c>224</c> or <c>160x96</c>: <c>mobilenet_v2_{width}_{size}</c>.
    /// </param>
    /// <param name="names">The names to list, each one that the pattern takes.</param>
    /// <param name="build">The network of a name; it calls itself by that name.</param>
    public NetworkFamily(string pattern, ImmutableArray<string> names, Func<NetworkName, Graph> build)
    {
        var expression = pattern
            .Replace("{width}", @"(?<width>[0-9]{1,3}(\.[0-9]{1,9})?)", StringComparison.Ordinal)
            .Replace("{size}", @"(?<height>[0-9]{1,5})(x(?<across>[0-9]{1,5}))?", StringComparison.Ordinal);
        this.pattern = new Regex($@"\A(?:{expression})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        (Names, this.build) = (names, build);
    }

    /// <summary>The names of the published variants.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Whether the name is of this family, and its network; <see cref="GraphException"/> for an option out of bounds.</summary>
    public bool TryBuild(string name, [NotNullWhen(true)] out Graph? graph)
    {
        var match = pattern.Match(name);
        graph = match.Success ? build(new NetworkName(match)) : null;
        return match.Success;
    }
}
