using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace MobileNetSharp.Training.Trainer;

/// <summary>The figures of each epoch, as <c>metrics.csv</c> and as TensorBoard's event files.</summary>
sealed class MetricsLog(RunFiles files, ImmutableArray<Metric> metrics, IEnumerable<EpochResult> done) : IDisposable
{
    readonly List<EpochResult> epochs = [.. done];
    readonly SummaryWriter events = tensorboard.SummaryWriter(files.TensorBoard, createRunName: false);

    /// <summary>Adds an epoch.</summary>
    public void Add(EpochResult epoch)
    {
        epochs.Add(epoch);
        WriteTable();
        (string Name, double Value)[] scalars =
        [
            ("loss/training", epoch.TrainingLoss), .. metrics.Select(metric => (metric.Tag, epoch.Metrics[metric.Name])),
            ("learningRate", epoch.LearningRate), ("imagesPerSecond", epoch.ImagesPerSecond),
        ];
        foreach (var (name, value) in scalars)
            events.add_scalar(name, (float)value, epoch.Epoch);
    }

    /// <summary>Writes the table anew, so that a resumed run leaves out no epoch and has none twice.</summary>
    public void WriteTable()
    {
        string[] columns = ["epoch", "phase", "step", "learningRate", "trainingLoss", .. metrics.Select(metric => metric.Name), "isBest", "imagesPerSecond", "waitedShare", "seconds"];
        var table = new StringBuilder().AppendJoin(',', columns).Append('\n');
        foreach (var e in epochs)
        {
            table.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{Quoted(e.Phase)},{e.Step},{e.LearningRate:g6},{e.TrainingLoss:g6},");
            foreach (var metric in metrics)
                table.Append(CultureInfo.InvariantCulture, $"{e.Metrics[metric.Name]:g6},");
            table.Append(CultureInfo.InvariantCulture, $"{(e.IsBest ? "true" : "false")},{e.ImagesPerSecond:f2},{e.WaitedShare:f4},{e.Seconds:f3}\n");
        }

        RunFiles.Write(files.Metrics, table.ToString());
    }

    public void Dispose() => (events as IDisposable)?.Dispose();

    static string Quoted(string text) => text.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
