using System.Runtime.ExceptionServices;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>Threads that fill batches ahead of their consumer, in order, and no further than a few batches.</summary>
sealed class BatchPipeline<TPending> : IDisposable
    where TPending : PendingBatch
{
    readonly object gate = new();
    readonly Queue<TPending> pending = new();
    readonly IEnumerator<TPending> upcoming;
    readonly int ahead;
    readonly Thread[] workers;
    TPending? opened;
    ExceptionDispatchInfo? fault;
    int nextSlot;
    bool isExhausted;
    bool isStopped;

    /// <param name="batches">Each is made just before it is filled.</param>
    /// <param name="workers">How many threads fill.</param>
    /// <param name="ahead">How many batches are filled or full at once.</param>
    public BatchPipeline(IEnumerable<TPending> batches, int workers, int ahead)
    {
        upcoming = batches.GetEnumerator();
        this.ahead = ahead;
        this.workers = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            this.workers[i] = new Thread(Work) { IsBackground = true, Name = $"image loader {i}" };
            this.workers[i].Start();
        }
    }

    /// <summary>The next batch, when it is full; null after the last.</summary>
    public TPending? Take(CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.UnsafeRegister(static pipeline => ((BatchPipeline<TPending>)pipeline!).Wake(), this);
        lock (gate)
        {
            while (!(pending.TryPeek(out var first) && first.IsComplete))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (isExhausted && pending.Count == 0)
                {
                    fault?.Throw();
                    return null;
                }

                Monitor.Wait(gate);
            }

            Monitor.PulseAll(gate);
            return pending.Dequeue();
        }
    }

    /// <summary>Stops the threads; each finishes the image that it is at.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isStopped = true;
            Monitor.PulseAll(gate);
        }

        foreach (var worker in workers)
            worker.Join();
        upcoming.Dispose();
    }

    void Work()
    {
        while (NextImage() is var (batch, slot))
        {
            batch.Fill(slot);
            if (batch.IsComplete)
                Wake();
        }
    }

    void Wake()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    (TPending Batch, int Slot)? NextImage()
    {
        lock (gate)
        {
            while (!isStopped)
            {
                if (opened is not null && nextSlot < opened.Size)
                    return (opened, nextSlot++);
                if (isExhausted)
                    return null;
                if (pending.Count < ahead)
                    Open();
                else
                    Monitor.Wait(gate);
            }

            return null;
        }
    }

    void Open()
    {
        try
        {
            isExhausted = !upcoming.MoveNext();
        }
#pragma warning disable CA1031 // Such as too little memory for a batch: it is thrown again where the batch is taken.
        catch (Exception e)
#pragma warning restore CA1031
        {
            (fault, isExhausted) = (ExceptionDispatchInfo.Capture(e), true);
        }

        if (isExhausted)
        {
            Monitor.PulseAll(gate);
            return;
        }

        (opened, nextSlot) = (upcoming.Current, 0);
        pending.Enqueue(opened);
    }
}
