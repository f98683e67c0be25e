using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Where and with how much of the machine a run is done; unlike a <see cref="Recipes.Recipe"/> it does not change the result, but for rounding.</summary>
public sealed record TrainingOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads that compute, and as many that decode ahead; the physical cores by default.</summary>
    public int Threads { get; init; } = new EngineOptions().Threads;

    /// <summary>Threads that decode: beside a GPU, which leaves the processor free, every logical core unless fewer threads are asked for.</summary>
    internal int DecodingThreads => Device != "cpu" && Threads >= new EngineOptions().Threads ? Math.Max(Threads, Environment.ProcessorCount) : Math.Max(1, Threads);

    /// <summary>
    /// Whether the run may go beside others of this process that have this option too; otherwise it waits until it is alone.
    /// Torch's threads and random numbers are the process's: such runs must have equal <see cref="Threads"/> and no dropout, or they are not repeatable.
    /// </summary>
    public bool BesideOthers { get; init; }
}
