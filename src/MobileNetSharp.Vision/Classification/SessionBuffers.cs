using MobileNetSharp.Inference;

namespace MobileNetSharp.Vision;

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
