using System.Collections.Immutable;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Paper.Measurements;

/// <summary>The positive channels of Figure 7, <c>figure7.json</c>: those of a trained network and of the same one with random weights.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="ModelSha256">Its checksum.</param>
/// <param name="Images">How many images were used.</param>
/// <param name="Source">Where the images come from.</param>
/// <param name="Seed">The seed of the random weights.</param>
/// <param name="Date">When it was measured, as yyyy-MM-dd.</param>
/// <param name="Version">The version of this library.</param>
/// <param name="Trained">The model's layers.</param>
/// <param name="Initial">The layers with random weights.</param>
public sealed record Figure7Results(
    string Model, string ModelSha256, int Images, string Source, ulong Seed, string Date, string Version,
    ImmutableArray<ActivationPattern> Trained, ImmutableArray<ActivationPattern> Initial)
{
    /// <summary>The results that are built into the library.</summary>
    public static Figure7Results BuiltIn { get; } = MeasurementFile.BuiltIn("figure7.json", MeasurementFile.Readable.Figure7Results);

    /// <summary>The figure of these results.</summary>
    public PaperFigure ToFigure() => Figure7.Build(this);

    /// <summary>Writes the results as JSON; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public void Save(string path) => MeasurementFile.Save(path, this, MeasurementFile.Readable.Figure7Results);
}

/// <summary>How many channels of a layer are positive at a pixel, over pixels and images.</summary>
/// <param name="Block">The bottleneck block, from 0.</param>
/// <param name="Channels">Channels of the layer.</param>
/// <param name="Threshold">Channels that the block reads: Lemma 2 needs as many positive ones.</param>
/// <param name="Average">Mean number of positive channels.</param>
/// <param name="Deviation">Its standard deviation over pixels.</param>
/// <param name="Minimum">The fewest at any pixel.</param>
/// <param name="Maximum">The most at any pixel.</param>
/// <param name="ShareBelow">The fraction of the pixels with fewer positive channels than the threshold.</param>
public sealed record ActivationPattern(
    int Block, int Channels, int Threshold, double Average, double Deviation, int Minimum, int Maximum, double ShareBelow);
