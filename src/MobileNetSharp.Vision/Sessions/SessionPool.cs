using System.Collections.Concurrent;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Vision.Sessions;

/// <summary>Sessions of one engine, each lent to one thread at a time. Of each batch size, as many are kept as the processors can use at once. After disposal, the error names the owner.</summary>
sealed class SessionPool(Engine engine, object owner) : IDisposable
{
    /// <summary>The most idle sessions of one batch size.</summary>
    public static int MaxIdle { get; } = Environment.ProcessorCount;

    readonly ConcurrentDictionary<int, ConcurrentBag<SessionBuffers>> idle = new();
    volatile bool disposed;

    /// <summary>Runs <paramref name="use"/> on a session of that batch.</summary>
    public void Use(int batch, Action<SessionBuffers> use)
    {
        ObjectDisposedException.ThrowIf(disposed, owner);
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
            if (bag.Count < MaxIdle)
                bag.Add(session);
            else
                session.Dispose();
            if (disposed)
                Clear();
        }
    }

    /// <summary>Idle sessions of that batch.</summary>
    public int Idle(int batch) => idle.TryGetValue(batch, out var bag) ? bag.Count : 0;

    /// <summary>Sessions in use are disposed when they return.</summary>
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

/// <summary>A session of one batch size with buffers for its input and outputs, which are too large to allocate for every image.</summary>
sealed class SessionBuffers : IDisposable
{
    readonly Session session;
    readonly ReadOnlyMemory<float>[] inputs;
    readonly Memory<float>[] outputs;

    public SessionBuffers(Session session)
    {
        this.session = session;
        Input = new float[session.Inputs[0].Shape.Count];
        inputs = [Input];
        outputs = [.. session.Outputs.Select(output => new Memory<float>(new float[output.Node.Shape.Count]))];
    }

    /// <summary><c>(N,H,W,3)</c>, to be filled before <see cref="Run"/>.</summary>
    public float[] Input { get; }

    /// <summary>One image's part of an output, after <see cref="Run"/>.</summary>
    public Span<float> Output(int output, int image)
    {
        var length = (int)session.Outputs[output].Node.Shape.CountPerImage;
        return outputs[output].Span.Slice(image * length, length);
    }

    public void Run(CancellationToken cancellationToken) => session.Run(inputs, outputs, cancellationToken);

    public void Dispose() => session.Dispose();
}
