namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>classify --json</c> prints; <c>skipped</c> counts the files of the given folders that are not images, by extension; null if there are none.</summary>
sealed record ClassifyDocument(List<ClassifyResult> Results, List<ImageFailure> Failures, IReadOnlyDictionary<string, int>? Skipped);

/// <summary>One image.</summary>
sealed record ClassifyResult(string Path, List<ClassifyScore> Top);

/// <summary>One class of one image.</summary>
sealed record ClassifyScore(int Index, string Label, double Probability);
