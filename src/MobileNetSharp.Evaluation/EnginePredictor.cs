using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Datasets;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Evaluation;

/// <summary>Classifies by this library's engine, the fast one or the reference; for one thread at a time, as a session is.</summary>
public sealed class EnginePredictor : Predictor
{
    readonly Engine engine;
    readonly bool yieldsLogits;
    Session? session;

    /// <summary>A predictor on a model whose card says that it classifies, with which labels and on which input; the model may be disposed afterwards.</summary>
    /// <exception cref="ModelFormatException">The card lacks one of these.</exception>
    public EnginePredictor(Model model, EngineOptions? options = null)
        : base((options?.Kind ?? EngineKind.Fast) == EngineKind.Fast ? "fast" : "reference")
    {
        var head = ClassifierHead.FromModel(model);
        (Labels, Preprocessing, yieldsLogits) = (head.Labels, head.Preprocessing, head.YieldsLogits);
        engine = new Engine(head.SelectScores(model), options);
    }

    /// <summary>The class names, by output index.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>How an image becomes the input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the input.</summary>
    public Size InputSize => engine.Graph.Inputs[0].Shape.Size;

    /// <inheritdoc/>
    public override float[] Predict(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (session is null || session.Inputs[0].Shape.Batch != batch.Count)
        {
            session?.Dispose();
            session = engine.CreateSession(batch.Count, batch.Size.Height, batch.Size.Width);
        }

        var probabilities = new float[batch.Count * Labels.Length];
        session.Run(batch.Pixels, probabilities);
        for (var i = 0; yieldsLogits && i < batch.Count; i++)
            Probabilities.Softmax(probabilities.AsSpan(i * Labels.Length, Labels.Length));
        return probabilities;
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
