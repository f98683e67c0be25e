using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>Evaluation of a segmenter at several sizes of the image and, mirrored, once more at each (Table 7's MF).</summary>
/// <param name="Scales">The sizes, relative to the image's.</param>
/// <param name="Flips">Whether the image is mirrored as well.</param>
public sealed record MultiScale(ImmutableArray<double> Scales, bool Flips)
{
    /// <summary>The paper's.</summary>
    public static MultiScale Table7 { get; } = new([0.5, 0.75, 1, 1.25, 1.5, 1.75], Flips: true);

    /// <summary>Passes through the network for each image.</summary>
    public int Passes => Scales.Length * (Flips ? 2 : 1);

    /// <summary>The size of a side at a scale, cut to whole pixels so that corners fall on corners (deeplab/model.py, scale_dimension).</summary>
    public static int Scaled(int side, double scale) => (int)(((side - 1) * scale) + 1);

    /// <summary>The network at the size of each pass.</summary>
    public IEnumerable<Graph> Graphs(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (batch, height, width, _) = graph.Inputs[0].Shape;
        foreach (var scale in Scales)
        {
            var scaled = graph.WithInput(batch, Scaled(height, scale), Scaled(width, scale));
            for (var pass = 0; pass < Passes / Scales.Length; pass++)
                yield return scaled;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"scales {string.Join(", ", Scales.Select(scale => scale.ToString(CultureInfo.InvariantCulture)))}{(Flips ? ", flipped too" : "")}";
}
