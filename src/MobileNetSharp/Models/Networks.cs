using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The paper's networks by their bare names: TensorFlow's dialect, 1000 classes, no weights.</summary>
public static partial class Networks
{
    /// <summary>The names of the published networks; other widths and resolutions (<c>mobilenet_v2_0.6_160x96</c>) are built as well.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. from width in new[] { "1.4", "1.3" } select $"mobilenet_v2_{width}_224",
        .. from width in new[] { "1.0", "0.75", "0.5", "0.35" }
           from size in new[] { 224, 192, 160, 128, 96 }
           select $"mobilenet_v2_{width}_{size}",
        .. from width in new[] { "1.0", "0.75", "0.5", "0.25" }
           from size in new[] { 224, 192, 160, 128 }
           select $"mobilenet_v1_{width}_{size}",
    ];

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
        graph = null;
        var match = NamePattern().Match(name);
        if (!match.Success)
            return false;
        var width = double.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture);
        var height = int.Parse(match.Groups["height"].Value, CultureInfo.InvariantCulture);
        var across = match.Groups["across"];
        var size = new Size(height, across.Success ? int.Parse(across.Value, CultureInfo.InvariantCulture) : height);
        graph = match.Groups["version"].Value == "1"
            ? MobileNetV1.Build(new() { WidthMultiplier = width, Resolution = size })
            : MobileNetV2.Build(new() { WidthMultiplier = width, Resolution = size });
        return true;
    }

    [GeneratedRegex(@"^mobilenet_v(?<version>[12])_(?<width>[0-9]{1,3}(\.[0-9]{1,9})?)_(?<height>[0-9]{1,5})(x(?<across>[0-9]{1,5}))?\z")]
    private static partial Regex NamePattern();

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
