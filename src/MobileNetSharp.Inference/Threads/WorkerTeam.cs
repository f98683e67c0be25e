using System.Runtime.ExceptionServices;

namespace MobileNetSharp.Inference.Threads;

/// <summary>
/// Threads that do one work at a time together with the thread that brings it. They are started when first needed and stay;
/// soon after a run they are parked and cost nothing.
/// </summary>
sealed class WorkerTeam : IDisposable
{
    readonly TeamBarrier barrier = new();
    readonly Signal finished = new();
    readonly List<Signal> starts = [];
    ITeamWork? work;
    Exception? failure;
    int running;
    int taken;

    /// <summary>The team of the process: sessions share it, so that they start no more threads than the largest of them needs.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>Threads started up to now.</summary>
    public int Threads => starts.Count;

    /// <summary>
    /// Does a work with that many workers, the caller among them as the first; alone where the team is taken by another run,
    /// since to wait for it would take longer. A worker's exception is thrown here when all have stopped.
    /// </summary>
    public void Run(int workers, ITeamWork work)
    {
        if (workers == 1 || Interlocked.Exchange(ref taken, 1) != 0)
        {
            work.Do(Worker.Alone);
            return;
        }

        try
        {
            RunTogether(workers, work);
        }
        finally
        {
            Volatile.Write(ref taken, 0);
        }
    }

    /// <summary>Ends the threads; no run may be in progress.</summary>
    public void Dispose()
    {
        foreach (var start in starts)
            start.Raise();
        starts.Clear();
    }

    void RunTogether(int workers, ITeamWork work)
    {
        while (starts.Count < workers - 1)
            StartThread(starts.Count + 1);

        this.work = work;
        barrier.Reset(workers);
        running = workers;
        var seen = finished.Events;
        for (var i = 0; i < workers - 1; i++)
            starts[i].Raise();
        DoPart(0, work);
        finished.Wait(seen);

        var thrown = failure;
        (this.work, failure) = (null, null);
        if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
    }

    void StartThread(int index)
    {
        var start = new Signal();
        new Thread(() => Work(index, start)) { IsBackground = true, Name = $"mobilenet worker {index}" }.UnsafeStart();
        starts.Add(start);
    }

    void Work(int index, Signal start)
    {
        for (var seen = 0; ; seen++)
        {
            start.Wait(seen);
            if (work is not { } current)
                return;
            DoPart(index, current);
        }
    }

    void DoPart(int index, ITeamWork work)
    {
        try
        {
            work.Do(Worker.At(barrier, index));
        }
#pragma warning disable CA1031 // Whatever a worker throws belongs to the caller of the run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, exception, null);
            barrier.Break();
        }

        if (Interlocked.Decrement(ref running) == 0)
            finished.Raise();
    }
}
