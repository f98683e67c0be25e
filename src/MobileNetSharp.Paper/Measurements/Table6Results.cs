using System.Collections.Immutable;
using System.Text.Json;

namespace MobileNetSharp.Paper.Measurements;

/// <summary>Small trainings of Table 6's detectors: the settings, and what came out.</summary>
/// <param name="Dataset">The images of training and validation.</param>
/// <param name="Resolution">Height and width of the networks' input.</param>
/// <param name="Recipe">How each was trained, except for the learning rate: a recipe of the trainer as JSON.</param>
/// <param name="Networks">Those that are done, in the order of the table.</param>
/// <param name="Version">The version of this library.</param>
/// <param name="Date">When the last training ended, as yyyy-MM-dd.</param>
/// <param name="Processor">The processor that trained and measured.</param>
public sealed record Table6Results(
    string Dataset, int Resolution, JsonElement Recipe, ImmutableArray<Table6Training> Networks, string Version, string Date, string Processor)
{
    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="MeasurementException">The file holds something else.</exception>
    public static Table6Results Load(string path) => MeasurementFile.Load(path, MeasurementFile.Readable.Table6Results);

    /// <summary>Writes the results as JSON; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    public void Save(string path) => MeasurementFile.Save(path, this, MeasurementFile.Readable.Table6Results);
}

/// <summary>One network.</summary>
/// <param name="Name">As Table 6 calls it.</param>
/// <param name="Network">How it differs from the paper's: its width.</param>
/// <param name="Printed">The paper's mAP on COCO in percent; null where the paper has none.</param>
/// <param name="Parameters">Parameters, without batch normalization.</param>
/// <param name="Madds">Multiply-adds for an image.</param>
/// <param name="LearningRate">The highest learning rate.</param>
/// <param name="AP">AP on the validation images of the best epoch, 0 … 1.</param>
/// <param name="AP50">AP50 of the same.</param>
/// <param name="Curve">AP after each epoch.</param>
/// <param name="Minutes">How long the training took, with other programs beside it.</param>
/// <param name="CpuMinutes">The processor time of the same, of all threads.</param>
/// <param name="MillisecondsPerImage">The engine, one thread, one image: the fastest of many.</param>
public sealed record Table6Training(
    string Name, string Network, string? Printed, long Parameters, long Madds, double LearningRate, double AP, double AP50, ImmutableArray<double> Curve,
    double Minutes, double CpuMinutes, double MillisecondsPerImage);
