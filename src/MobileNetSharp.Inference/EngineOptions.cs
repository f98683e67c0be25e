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

    /// <summary>Whether a model whose weights are NaN or infinite is run all the same; otherwise it is refused with a <see cref="NonFiniteWeightException"/>.</summary>
    public bool AllowsNonFiniteWeights { get; init; }

    /// <summary>
    /// The most bytes that one session may take for inputs, outputs and everything between them: a few bytes of a model file can
    /// declare an input of any size. The default is 2 GiB, 400 times what MobileNetV2 takes at 224×224.
    /// </summary>
    public long MemoryLimitBytes { get; init; } = 1L << 31;

    /// <summary>
    /// The most operations of one run: multiply-adds, elements of pooling windows, elements moved or computed one by one. A few
    /// bytes of a model file can declare a pool that takes days. The default is 10¹³, 30,000 times MobileNetV2's at 224×224.
    /// </summary>
    public long OperationLimit { get; init; } = 10_000_000_000_000;
}
