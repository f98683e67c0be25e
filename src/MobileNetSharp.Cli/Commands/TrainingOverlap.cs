using System.Text.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Files;

namespace MobileNetSharp.Cli.Commands;

/// <summary>How many of the images to evaluate the model was trained on, where it lies in the folder of its run.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Images">How many there are.</param>
sealed record TrainingOverlap(string Folder, int Images)
{
    /// <summary>Null where the model's run, or where its images were, is not known.</summary>
    public static TrainingOverlap? Find<TTarget>(string? model, Dataset<TTarget> dataset)
    {
        var folder = Directory.Exists(model) ? model : Path.GetDirectoryName(model);
        // The checkpoints lie one folder deeper.
        foreach (var run in new[] { folder, Path.GetDirectoryName(folder) }.Where(run => File.Exists(Record(run)) && File.Exists(Split(run))))
        {
            try
            {
                using var record = JsonDocument.Parse(BoundedFile.ReadText(Record(run)));
                var source = record.RootElement.GetProperty("data").GetString();
                return Path.IsPathFullyQualified(source!) ? new(run!, DatasetSplits.TrainingImages(BoundedFile.ReadText(Split(run), BoundedFile.MaximumListBytes), source!, dataset).Length) : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or DatasetException)
            {
                return null; // not the files of a run, or not ours to read
            }
        }

        return null;
    }

    public void Print(int images)
    {
        if (Images > 0)
        {
            Terminal.Line(
                $"mobilenet: the model was trained on {Images} of these {images} images, so the result says little about new ones; its validation images: --split {Split(Folder)}");
        }
    }

    static string Record(string? run) => Path.Combine(run ?? "", "run.json");

    static string Split(string? run) => Path.Combine(run ?? "", "split.json");
}
