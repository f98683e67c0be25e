using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Evaluation;

/// <summary>Predicts by this library's engine, the fast one or the reference; for one thread at a time, as a session is.</summary>
public sealed class EnginePredictor<TPrediction> : Predictor<TPrediction>
{
    readonly Engine engine;
    Session? session;

    /// <summary>A predictor on a model, whose outputs the decoder reads; the model may be disposed afterwards.</summary>
    public EnginePredictor(Model model, OutputDecoder<TPrediction> decoder, EngineOptions? options = null)
        : base((options?.Kind ?? EngineKind.Fast) == EngineKind.Fast ? "fast" : "reference")
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Decoder = decoder;
        engine = new Engine(decoder.Select(model), options);
    }

    /// <summary>What the outputs mean, and how an image becomes the input.</summary>
    public OutputDecoder<TPrediction> Decoder { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TPrediction> Predict(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (session is null || session.Inputs[0].Shape.Batch != batch.Count)
        {
            session?.Dispose();
            session = engine.CreateSession(batch.Count, batch.Size.Height, batch.Size.Width);
        }

        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run([batch.Pixels], [.. outputs.Select(output => output.AsMemory())]);
        return Decoder.Decode(outputs, batch.Count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            session?.Dispose();
            engine.Dispose();
        }

        base.Dispose(disposing);
    }
}
