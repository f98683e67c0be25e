namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>demo --json</c> prints; <c>sameTop1</c> counts the unseen images on which the engine and Torch agree.</summary>
sealed record DemoDocument(
    string Run, string Model, long SizeBytes, string Report, double Top1, int Images, int SameTop1,
    List<TrainExport> Exports, List<ClassifyResult> Classified, double Seconds, long PeakRssBytes);
