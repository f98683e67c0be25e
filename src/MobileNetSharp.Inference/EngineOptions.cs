namespace MobileNetSharp.Inference;

/// <summary>How an <see cref="Engine"/> computes.</summary>
public sealed record EngineOptions
{
    /// <summary>Fast unless said otherwise.</summary>
    public EngineKind Kind { get; init; } = EngineKind.Fast;

    /// <summary>Threads of one run, at least 1; the results do not depend on it. The processors of this process unless said otherwise.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
