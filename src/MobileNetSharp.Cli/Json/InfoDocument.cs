namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>info --json</c> prints.</summary>
sealed record InfoDocument(
    string Name, List<int> Input, bool IsInputSizeFree, List<InfoOutput> Outputs, long Parameters, long ParametersWithoutBatchNorm, long Madds,
    long PeakActivationBytes, long FusedActivationBytes, long SplitActivationBytes, List<InfoLayer> Layers, List<InfoStep> Plan);

/// <summary>A named output and its shape (N,H,W,C).</summary>
sealed record InfoOutput(string Name, List<int> Shape);

/// <summary>Nodes that run as one on one thread: where their output lies in the arena, and what they need beside it.</summary>
sealed record InfoStep(string Nodes, List<int> Shape, long OffsetBytes, long SizeBytes, long ScratchBytes);

/// <summary>One node.</summary>
sealed record InfoLayer(
    string Name, string Op, List<int> Shape, long Parameters, long Madds, long ActivationBytes, int ReceptiveField);

/// <summary>What <c>info --compare --json</c> prints: the two networks' costs, and the layers that differ, in order.</summary>
sealed record InfoComparisonDocument(InfoSide First, InfoSide Second, int SameLayers, List<InfoLayerPair> Differences);

/// <summary>One of two networks.</summary>
sealed record InfoSide(
    string Name, long Parameters, long ParametersWithoutBatchNorm, long Madds, long PeakActivationBytes, long FusedActivationBytes);

/// <summary>Corresponding layers; null if one network has none there.</summary>
sealed record InfoLayerPair(InfoLayer? First, InfoLayer? Second);
