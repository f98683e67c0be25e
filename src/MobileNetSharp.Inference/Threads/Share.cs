namespace MobileNetSharp.Inference.Threads;

/// <summary>A worker's part in the work of a team. No result depends on where the cuts fall.</summary>
readonly struct Share
{
    readonly TeamBarrier? barrier;

    Share(int index, int count, TeamBarrier? barrier) => (Index, Count, this.barrier) = (index, count, barrier);

    /// <summary>All of the work.</summary>
    public static Share Alone => new(0, 1, null);

    /// <summary>Which worker this is, from 0.</summary>
    public int Index { get; }

    /// <summary>How many workers there are.</summary>
    public int Count { get; }

    /// <summary>The share of one among the workers that meet at a barrier.</summary>
    public static Share Of(int index, TeamBarrier barrier) => new(index, barrier.Workers, barrier);

    /// <summary>This worker's part of [0, count): the parts are contiguous, in the workers' order and differ by at most one.</summary>
    public (int First, int End) Range(int count) => ((int)((long)count * Index / Count), (int)((long)count * (Index + 1) / Count));

    /// <summary>Waits until all workers are here; what they wrote before is then seen by all.</summary>
    public void Barrier() => barrier?.Meet();
}
