namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>train classify --json</c> prints.</summary>
sealed record TrainDocument(
    string Run, string Model, string Report, double Top1, double Top5, int Images, int Epochs, double Seconds, List<TrainExport> Exports, List<string> LeftOut)
{
    /// <summary>The epoch whose weights the model has.</summary>
    public TrainBest? Best { get; init; }
}

/// <summary>The best epoch, and the metric that chose it.</summary>
sealed partial record TrainBest(int Epoch, string Phase, string Metric, double Value, string Reason);

/// <summary>An exported file, and how far it agrees with the model on the validation images.</summary>
sealed partial record TrainExport(string Path, long SizeBytes, int SameTop1, int Images, double LargestDifference);
