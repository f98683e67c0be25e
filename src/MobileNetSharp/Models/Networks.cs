using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The paper's networks by their bare names, each with the classes and conventions of its publication, without weights.</summary>
public static class Networks
{
    /// <summary>Every family of networks; each keeps its own names and pattern.</summary>
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
        SsdVgg16.Family,
    ];

    /// <summary>The names of the published networks; other widths and resolutions (<c>mobilenet_v2_0.6_160x96</c>) are built as well.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Families.SelectMany(family => family.Names)];

    /// <summary>The network of that name, or an <see cref="ArgumentException"/> that names the nearest ones.</summary>
    public static Graph Build(string name) => TryParse(name, out var graph)
        ? graph
        : throw new ArgumentException(
            $"There is no network '{name}'; the nearest are {string.Join(", ", Names.OrderBy(known => Distance(name, known)).Take(3))}.");

    /// <summary>
    /// Whether the name is of the form of a bare network's, and that network;
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

    /// <summary>Letters to insert, delete or replace between two names (Levenshtein).</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
