using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference;

/// <summary>How an <see cref="Engine"/> computes.</summary>
public sealed record EngineOptions
{
    /// <summary>The default is the fast engine.</summary>
    public EngineKind Kind { get; init; } = EngineKind.Fast;

    /// <summary>
    /// The most threads of one run, at least 1; the results do not depend on it. The default is the number of physical cores
    /// that this process may use. All engines share the threads: a run that finds them taken by another uses one.
    /// </summary>
    public int Threads { get; init; } = PhysicalCores.Count;

    /// <summary>Whether runs are planned for speed or for little memory.</summary>
    public MemoryMode Memory { get; init; } = MemoryMode.Normal;
}
