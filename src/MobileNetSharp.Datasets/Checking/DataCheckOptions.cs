namespace MobileNetSharp.Datasets.Checking;

/// <summary>What the data check counts as wrong.</summary>
public sealed record DataCheckOptions
{
    /// <summary>Images with a shorter side below this are small, in pixels.</summary>
    public int MinimumSide { get; init; } = 64;

    /// <summary>A class with fewer images to learn from has few.</summary>
    public int FewImages { get; init; } = 10;

    /// <summary>A class this many times larger than another is out of balance.</summary>
    public double Imbalance { get; init; } = 5;

    /// <summary>Threads that decode.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
