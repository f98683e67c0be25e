using System.Collections.Concurrent;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Vision;

/// <summary>Sessions of one engine, lent to one thread at a time; of each batch size as many are kept for the next as processors can use at once.</summary>
sealed class SessionPool(Engine engine) : IDisposable
{
    /// <summary>The most idle sessions of one batch size.</summary>
    public static int MaximumIdle { get; } = Environment.ProcessorCount;

    readonly ConcurrentDictionary<int, ConcurrentBag<SessionBuffers>> idle = new();
    volatile bool disposed;

    /// <summary>Runs <paramref name="use"/> on a session of that batch.</summary>
    public void Use(int batch, Action<SessionBuffers> use)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var bag = idle.GetOrAdd(batch, _ => []);
        if (!bag.TryTake(out var session))
        {
            var size = engine.Graph.Inputs[0].Shape.Size;
            session = new SessionBuffers(engine.CreateSession(batch, size.Height, size.Width));
        }

        try
        {
            use(session);
        }
        finally
        {
            if (bag.Count < MaximumIdle)
                bag.Add(session);
            else
                session.Dispose();
            if (disposed)
                Clear();
        }
    }

    /// <summary>Idle sessions of that batch.</summary>
    public int Idle(int batch) => idle.TryGetValue(batch, out var bag) ? bag.Count : 0;

    /// <summary>Sessions still in use are given back when they return.</summary>
    public void Dispose()
    {
        disposed = true;
        Clear();
    }

    void Clear()
    {
        foreach (var bag in idle.Values)
        {
            while (bag.TryTake(out var session))
                session.Dispose();
        }
    }
}
