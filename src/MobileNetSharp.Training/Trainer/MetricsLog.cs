using System.Globalization;
using System.Text;
using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace MobileNetSharp.Training;

/// <summary>The figures of each epoch, as <c>metrics.csv</c> and as TensorBoard's event files.</summary>
sealed class MetricsLog(RunFiles files, IEnumerable<EpochResult> done) : IDisposable
{
    const string Header = "epoch,phase,step,learningRate,trainingLoss,validationLoss,top1,top5,isBest,imagesPerSecond,waitedShare,seconds";

    readonly List<EpochResult> epochs = [.. done];
    readonly SummaryWriter events = tensorboard.SummaryWriter(files.TensorBoard, createRunName: false);

    /// <summary>Adds an epoch.</summary>
    public void Add(EpochResult epoch)
    {
        epochs.Add(epoch);
        WriteTable();
        (string Name, double Value)[] scalars =
        [
            ("loss/training", epoch.TrainingLoss), ("loss/validation", epoch.ValidationLoss), ("accuracy/top1", epoch.Top1),
            ("accuracy/top5", epoch.Top5), ("learningRate", epoch.LearningRate), ("imagesPerSecond", epoch.ImagesPerSecond),
        ];
        foreach (var (name, value) in scalars)
            events.add_scalar(name, (float)value, epoch.Epoch);
    }

    /// <summary>Writes the table anew, so that a resumed run leaves out no epoch and has none twice.</summary>
    public void WriteTable()
    {
        var table = new StringBuilder().Append(Header).Append('\n');
        foreach (var e in epochs)
        {
            table.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{Quoted(e.Phase)},{e.Step},{e.LearningRate:g6},{e.TrainingLoss:g6},{e.ValidationLoss:g6},{e.Top1:g6},{e.Top5:g6},")
                .Append(CultureInfo.InvariantCulture, $"{(e.IsBest ? "true" : "false")},{e.ImagesPerSecond:f2},{e.WaitedShare:f4},{e.Seconds:f3}\n");
        }

        RunFiles.Write(files.Metrics, table.ToString());
    }

    public void Dispose() => (events as IDisposable)?.Dispose();

    static string Quoted(string text) => text.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
