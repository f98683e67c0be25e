namespace MobileNetSharp.Inference.Threads;

/// <summary>Where the workers of a run meet.</summary>
sealed class TeamBarrier
{
    readonly Signal met = new();
    int missing;
    bool broken;

    /// <summary>How many meet.</summary>
    public int Workers { get; private set; }

    /// <summary>Prepares for a run; no worker may be at the barrier.</summary>
    public void Reset(int workers) => (Workers, missing, broken) = (workers, workers, false);

    /// <summary>Waits for the others; throws where one of them will not come.</summary>
    public void Meet()
    {
        var seen = met.Events;
        if (Interlocked.Decrement(ref missing) == 0)
        {
            missing = Workers;
            met.Raise();
        }
        else if (!Volatile.Read(ref broken))
        {
            met.Wait(seen);
        }

        if (Volatile.Read(ref broken))
            throw new InvalidOperationException("Another worker has failed.");
    }

    /// <summary>Sends away all who are here or come later, since the caller will not.</summary>
    public void Break()
    {
        Volatile.Write(ref broken, true);
        met.Raise();
    }
}
