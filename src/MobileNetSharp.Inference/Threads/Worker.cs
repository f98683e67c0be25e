namespace MobileNetSharp.Inference.Threads;

/// <summary>One of the workers of a team, and with it a part of the team's work. No result depends on where the cuts fall.</summary>
readonly struct Worker
{
    readonly TeamBarrier? barrier;
    readonly CancellationToken cancellationToken;

    Worker(int index, int count, TeamBarrier? barrier, CancellationToken cancellationToken) =>
        (Index, Count, this.barrier, this.cancellationToken) = (index, count, barrier, cancellationToken);

    /// <summary>The only one: all of the work.</summary>
    public static Worker Alone => new(0, 1, null, default);

    /// <summary>Which worker this is, from 0.</summary>
    public int Index { get; }

    /// <summary>How many workers there are.</summary>
    public int Count { get; }

    /// <summary>
    /// True when the run is to end: a kernel then leaves the rest of its part, at the latest after some milliseconds of work, but
    /// never passes over a barrier, at which the others may wait.
    /// </summary>
    public bool IsCanceled => cancellationToken.IsCancellationRequested;

    /// <summary>One of the workers that meet at a barrier.</summary>
    public static Worker At(TeamBarrier barrier, int index) => new(index, barrier.Workers, barrier, default);

    /// <summary>The same worker in a run that can be canceled.</summary>
    public Worker With(CancellationToken cancellationToken) => new(Index, Count, barrier, cancellationToken);

    /// <summary>This worker's part of [0, count): the parts are contiguous, in the workers' order and differ by at most one.</summary>
    public (int First, int End) Range(int count) => ((int)((long)count * Index / Count), (int)((long)count * (Index + 1) / Count));

    /// <summary>Waits until all workers are here; what they wrote before is then seen by all.</summary>
    public void Barrier() => barrier?.Meet();
}
