using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Files;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training.Trainer;

/// <summary>The figures of each epoch, as <c>metrics.csv</c> and as an event file of TensorBoard's for each start of the run.</summary>
sealed class MetricsLog(RunFiles files, ImmutableArray<Metric> metrics, IEnumerable<EpochResult> done) : IDisposable
{
    readonly List<EpochResult> epochs = [.. done];
    EventFile? events;

    /// <summary>Adds an epoch.</summary>
    public void Add(EpochResult epoch)
    {
        epochs.Add(epoch);
        WriteTable();
        // Only now: a start that trains no epoch leaves no empty file.
        events ??= EventFile.Create(files.TensorBoard);
        events.Add(
            epoch.Epoch,
            [
                ("loss/training", epoch.TrainingLoss), .. metrics.Select(metric => (metric.Tag, Value(epoch, metric))),
                ("learningRate", epoch.LearningRate), ("imagesPerSecond", epoch.ImagesPerSecond),
            ]);
    }

    /// <summary>Writes the table anew, so that a resumed run leaves out no epoch and has none twice.</summary>
    public void WriteTable()
    {
        string[] columns = ["epoch", "phase", "step", "learningRate", "trainingLoss", .. metrics.Select(metric => CsvText.Cell(metric.Name)), "isBest", "imagesPerSecond", "waitedShare", "seconds"];
        var table = new StringBuilder().AppendJoin(',', columns).Append('\n');
        foreach (var e in epochs)
        {
            table.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{CsvText.Cell(e.Phase)},{e.Step},{e.LearningRate:g6},{e.TrainingLoss:g6},");
            foreach (var metric in metrics)
                table.Append(CultureInfo.InvariantCulture, $"{Value(e, metric):g6},");
            table.Append(CultureInfo.InvariantCulture, $"{(e.IsBest ? "true" : "false")},{e.ImagesPerSecond:f2},{e.WaitedShare:f4},{e.Seconds:f3}\n");
        }

        RunFiles.Write(files.Metrics, table.ToString());
    }

    public void Dispose() => events?.Dispose();

    /// <summary>Not a number where a run that an older version began has no such figure.</summary>
    static double Value(EpochResult epoch, Metric metric) => epoch.Metrics.GetValueOrDefault(metric.Name, double.NaN);
}
