namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>info --json</c> prints.</summary>
sealed record InfoDocument(
    string Name, List<int> Input, List<InfoOutput> Outputs, long Parameters, long ParametersWithoutBatchNorm, long Madds,
    long PeakActivationBytes, long FusedActivationBytes, List<InfoLayer> Layers);

/// <summary>A named output and its shape (N,H,W,C).</summary>
sealed record InfoOutput(string Name, List<int> Shape);

/// <summary>One node.</summary>
sealed record InfoLayer(
    string Name, string Op, List<int> Shape, long Parameters, long Madds, long ActivationBytes, int ReceptiveField);
