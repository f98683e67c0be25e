using System.Collections.Concurrent;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Vision.Sessions;

/// <summary>Sessions of one engine, each lent to one thread at a time. Of each batch size, as many are kept as the processors can use at once. After disposal, the error names the owner.</summary>
sealed class SessionPool(Engine engine, object owner) : IDisposable
{
    /// <summary>The most idle sessions of one batch size.</summary>
    public static int MaxIdle { get; } = Environment.ProcessorCount;

    readonly ConcurrentDictionary<int, ConcurrentBag<SessionBuffers>> idle = new();
    volatile bool disposed;

    /// <summary>A session of that batch, which is given back by <see cref="Return"/>.</summary>
    public SessionBuffers Rent(int batch)
    {
        ObjectDisposedException.ThrowIf(disposed, owner);
        if (Bag(batch).TryTake(out var session))
            return session;
        var size = engine.Graph.Inputs[0].Shape.Size;
        return new SessionBuffers(engine.CreateSession(batch, size.Height, size.Width), batch);
    }

    public void Return(SessionBuffers session)
    {
        var bag = Bag(session.Batch);
        if (bag.Count < MaxIdle)
            bag.Add(session);
        else
            session.Dispose();
        if (disposed)
            Clear();
    }

    /// <summary>Idle sessions of that batch.</summary>
    public int Idle(int batch) => idle.TryGetValue(batch, out var bag) ? bag.Count : 0;

    /// <summary>Sessions in use are disposed when they return.</summary>
    public void Dispose()
    {
        disposed = true;
        Clear();
    }

    ConcurrentBag<SessionBuffers> Bag(int batch) => idle.GetOrAdd(batch, static _ => []);

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
    readonly float[][] values;
    readonly Memory<float>[] outputs;

    public SessionBuffers(Session session, int batch)
    {
        (this.session, Batch) = (session, batch);
        Input = new float[session.Inputs[0].Shape.Count];
        inputs = [Input];
        values = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        outputs = [.. values.Select(output => output.AsMemory())];
    }

    public int Batch { get; }

    /// <summary>Its memory too is kept for the next image.</summary>
    public PixelPreprocessor Preprocessor { get; } = new();

    /// <summary><c>(N,H,W,3)</c>, to be filled before <see cref="Run"/>.</summary>
    public float[] Input { get; }

    /// <summary>The outputs in their order, of all images of the batch, after <see cref="Run"/>.</summary>
    public IReadOnlyList<float[]> Outputs => values;

    /// <summary>One image's part of an output, after <see cref="Run"/>.</summary>
    public Span<float> Output(int output, int image)
    {
        var length = (int)session.Outputs[output].Node.Shape.CountPerImage;
        return values[output].AsSpan(image * length, length);
    }

    public void Run(CancellationToken cancellationToken) => session.Run(inputs, outputs, cancellationToken);

    public void Dispose() => session.Dispose();
}
