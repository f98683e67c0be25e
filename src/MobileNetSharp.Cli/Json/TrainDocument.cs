namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>train classify --json</c> prints.</summary>
sealed record TrainDocument(
    string Run, string Model, string Report, double Top1, double Top5, int Images, int Epochs, double Seconds, List<TrainExport> Exports, List<string> LeftOut)
{
    /// <summary>The epoch whose weights the model has.</summary>
    public TrainBest? Best { get; init; }
}

/// <summary>What <c>train detect --json</c> prints. <c>figures</c> are COCO's twelve by name, 0…1, null where no object is of that size.</summary>
sealed record TrainDetectDocument(
    string Run, string Model, string Report, Dictionary<string, double?> Figures, int Images, int Epochs, double Seconds, List<TrainDetectExport> Exports, List<string> LeftOut)
{
    /// <summary>The epoch whose weights the model has.</summary>
    public TrainBest? Best { get; init; }
}

/// <summary>An exported file, and how far it agrees with the model: images on which both detect the same, the largest difference in score, and the average precision of the model and of the file.</summary>
sealed partial record TrainDetectExport(string Path, long SizeBytes, int SameDetections, int Images, double LargestDifference, double ModelAp, double Ap);

/// <summary>The best epoch, and the metric that chose it.</summary>
sealed partial record TrainBest(int Epoch, string Phase, string Metric, double Value, string Reason);

/// <summary>An exported file, and how far it agrees with the model on the validation images.</summary>
sealed partial record TrainExport(string Path, long SizeBytes, int SameTop1, int Images, double LargestDifference);
