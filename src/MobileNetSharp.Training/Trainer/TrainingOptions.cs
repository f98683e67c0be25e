using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Where and with how much of the machine a run is done; unlike a <see cref="Recipe"/> it does not change what comes out, but for rounding.</summary>
public sealed record TrainingOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads that compute, and as many that decode ahead; the physical cores unless said otherwise.</summary>
    public int Threads { get; init; } = new EngineOptions().Threads;
}
