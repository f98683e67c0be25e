using System.Diagnostics;

namespace MobileNetSharp.Inference.Threads;

/// <summary>
/// A count of events that threads wait for. A waiter spins at first, since within a run the next event is microseconds away
/// while to park and be woken takes tens of them; then it yields, so that where both share a processor the one that it waits
/// for gets on; when it has waited longer than waking would take, it parks.
/// </summary>
sealed class Signal
{
    static readonly long SpinTicks = Stopwatch.Frequency * 5 / 1_000_000;
    static readonly long YieldTicks = Stopwatch.Frequency * 50 / 1_000_000;

    readonly object gate = new();
    int events;
    int sleepers;

    /// <summary>The events up to now.</summary>
    public int Events => Volatile.Read(ref events);

    /// <summary>Counts an event and wakes who waits for it.</summary>
    public void Raise()
    {
        // A full fence, as is the count of a sleeper: either the sleeper sees the event or the event sees the sleeper.
        Interlocked.Increment(ref events);
        if (Volatile.Read(ref sleepers) == 0)
            return;
        lock (gate)
            Monitor.PulseAll(gate);
    }

    /// <summary>Waits for the event after those already <paramref name="seen"/>.</summary>
    public void Wait(int seen)
    {
        var start = Stopwatch.GetTimestamp();
        for (var elapsed = 0L; elapsed < YieldTicks; elapsed = Stopwatch.GetTimestamp() - start)
        {
            if (Events != seen)
                return;
            if (elapsed < SpinTicks)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }

        Park(seen);
    }

    void Park(int seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Events == seen)
                Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }
}
