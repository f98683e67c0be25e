using System.Collections.Immutable;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>A curve of the paper's Figure 6, and the network that it is of.</summary>
/// <param name="Name">As the figure calls it.</param>
/// <param name="Figure"><c>6a</c> or <c>6b</c>.</param>
/// <param name="LinearBottlenecks">Whether the bottlenecks are linear; else ReLU6 follows them.</param>
/// <param name="Shortcut">What the residual connections join.</param>
public sealed record Figure6Variant(string Name, string Figure, bool LinearBottlenecks = true, Shortcut Shortcut = Shortcut.Bottlenecks)
{
    /// <summary>All of them. The paper's own network is in both figures, and trained once.</summary>
    public static ImmutableArray<Figure6Variant> All { get; } =
    [
        new("linear bottleneck", "6a"),
        new("ReLU6 in the bottleneck", "6a", LinearBottlenecks: false),
        new("shortcut between bottlenecks", "6b"),
        new("shortcut between expansions", "6b", Shortcut: Shortcut.Expansions),
        new("no shortcut", "6b", Shortcut: Shortcut.None),
    ];

    /// <summary>Those that are trained: each network once.</summary>
    internal static IEnumerable<Figure6Variant> Networks => All.DistinctBy(variant => variant.Network);

    /// <summary>The same for variants that are the same network.</summary>
    internal string Network => LinearBottlenecks ? $"shortcut-{Shortcut}".ToLowerInvariant() : "relu6";
}
