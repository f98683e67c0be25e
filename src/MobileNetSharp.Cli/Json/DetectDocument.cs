namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>detect --json</c> prints; <c>skipped</c> counts the files of the given folders that are not images, by extension; null if there are none.</summary>
sealed record DetectDocument(List<DetectResult> Results, List<ImageFailure> Failures, IReadOnlyDictionary<string, int>? Skipped);

/// <summary>One image; its size is that of the upright image, and <c>annotated</c> the file with the boxes drawn, null without <c>--out</c>.</summary>
sealed record DetectResult(string Path, int Width, int Height, List<DetectedObjectJson> Detections, string? Annotated);

/// <summary>One object of an image: left, top, right and bottom in pixels of the upright image.</summary>
sealed record DetectedObjectJson(int Index, string Label, double Score, double[] Box);
