using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Paper.Measurements;

/// <summary>The trainings of Figure 6, <c>figure6.json</c>: the settings, and every curve.</summary>
/// <param name="Dataset">The images of training and validation.</param>
/// <param name="Network">What all variants have in common.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Epochs">Epochs of each training.</param>
/// <param name="Seeds">Trainings of each network: those of the seeds 1, 2, …</param>
/// <param name="Variants">In the order of <see cref="Figures.Figure6Variant.All"/>.</param>
/// <param name="Recipe">How each was trained, except for the seed: a recipe of the trainer as JSON.</param>
/// <param name="Version">The version of this library.</param>
/// <param name="Date">When the last training ended, as yyyy-MM-dd.</param>
/// <param name="Processor">The processor that trained.</param>
public sealed record Figure6Results(
    string Dataset, string Network, int Resolution, int Epochs, int Seeds, ImmutableArray<Figure6Curves> Variants, JsonElement Recipe,
    string Version, string Date, string Processor)
{
    /// <summary>The results that are built into the library.</summary>
    public static Figure6Results BuiltIn { get; } = MeasurementFile.BuiltIn("figure6.json", MeasurementFile.Readable.Figure6Results);

    /// <summary>Whether every training is done.</summary>
    [JsonIgnore]
    public bool IsComplete => Variants.All(variant => variant.Curves.Length >= Seeds);

    /// <summary>The figure of these results.</summary>
    public PaperFigure ToFigure() => Figure6.Build(this);

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="MeasurementException">The file holds something else.</exception>
    public static Figure6Results Load(string path) => MeasurementFile.Load(path, MeasurementFile.Readable.Figure6Results);

    /// <summary>Writes the results as JSON; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    public void Save(string path) => MeasurementFile.Save(path, this, MeasurementFile.Readable.Figure6Results);
}

/// <summary>The trainings of one variant.</summary>
/// <param name="Name">The variant, as the figure calls it.</param>
/// <param name="Figure"><c>6a</c> or <c>6b</c>.</param>
/// <param name="Curves">For each seed that is done, from seed 1 on: validation top-1 after each epoch, 0 … 1.</param>
public sealed record Figure6Curves(string Name, string Figure, ImmutableArray<ImmutableArray<double>> Curves)
{
    /// <summary>The mean over the seeds of top-1 after the last epoch; null before the first training is done.</summary>
    public double? FinalMean => Curves.IsEmpty ? null : Math.Round(Curves.Average(curve => curve[^1]), 6);

    /// <summary>The standard deviation of the same over the seeds (of a sample: divided by n − 1); null for fewer than two.</summary>
    public double? FinalSpread => Curves.Length < 2
        ? null
        : Math.Round(Math.Sqrt(Curves.Sum(curve => Math.Pow(curve[^1] - Curves.Average(other => other[^1]), 2)) / (Curves.Length - 1)), 6);
}
