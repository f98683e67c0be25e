namespace MobileNetSharp.Cli.Json;

/// <summary>
/// What <c>demo --json</c> prints: accuracies on the images that chose the best epoch, and on images that nothing has seen;
/// <c>sameTop1</c> counts the latter on which the engine and Torch agree.
/// </summary>
sealed record DemoDocument(
    string Run, string Model, long SizeBytes, string Report, TrainBest? Best, DemoAccuracy Validation, DemoAccuracy Test, int SameTop1,
    List<TrainExport> Exports, List<ClassifyResult> Classified, int Epochs, double Seconds, long PeakRssBytes);

/// <summary>The share of images that were classified right, 0…1.</summary>
sealed record DemoAccuracy(double Top1, double Top5, int Images);
