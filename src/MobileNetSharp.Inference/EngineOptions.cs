using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference;

/// <summary>How an <see cref="Engine"/> computes.</summary>
public sealed record EngineOptions
{
    /// <summary>Fast unless said otherwise.</summary>
    public EngineKind Kind { get; init; } = EngineKind.Fast;

    /// <summary>
    /// The most threads of one run, at least 1; the results do not depend on it. The physical cores that this process may use
    /// unless said otherwise. All engines share the threads: a run that finds them taken by another uses one.
    /// </summary>
    public int Threads { get; init; } = PhysicalCores.Count;

    /// <summary>Whether runs are planned for speed or for little memory.</summary>
    public MemoryMode Memory { get; init; } = MemoryMode.Normal;
}
