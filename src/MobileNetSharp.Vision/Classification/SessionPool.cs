using System.Collections.Concurrent;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Vision;

/// <summary>Sessions of one engine, lent to one thread at a time and kept for the next.</summary>
sealed class SessionPool(Engine engine) : IDisposable
{
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
            bag.Add(session);
            if (disposed)
                Clear();
        }
    }

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
