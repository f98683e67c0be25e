using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>Reads class scores as the model's <see cref="ClassifierHead"/> says.</summary>
public sealed class ClassifierDecoder(ClassifierHead head) : OutputDecoder<ClassProbabilities>
{
    /// <summary>Which output holds the classes, what they are called, and how an image becomes the input.</summary>
    public ClassifierHead Head => head;

    /// <inheritdoc/>
    public override Preprocessing Preprocessing => head.Preprocessing;

    /// <inheritdoc/>
    public override Size InputSize => head.InputSize;

    /// <summary>A predictor by the engine, on a model whose card says that it classifies.</summary>
    /// <exception cref="ModelFormatException">The model is not a classifier, or its card lacks something.</exception>
    public static EnginePredictor<ClassProbabilities> CreatePredictor(Model model, EngineOptions? options = null) =>
        new(model, new ClassifierDecoder(ClassifierHead.FromModel(model)), options);

    /// <inheritdoc/>
    public override Model Select(Model model) => head.SelectScores(model);

    /// <inheritdoc/>
    public override IReadOnlyList<ClassProbabilities> Decode(IReadOnlyList<float[]> outputs, int count)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var (scores, classes) = (outputs[0], head.Labels.Length);
        var predictions = new ClassProbabilities[count];
        for (var i = 0; i < count; i++)
        {
            head.Decode(scores.AsSpan(i * classes, classes));
            predictions[i] = new(scores.AsMemory(i * classes, classes));
        }

        return predictions;
    }
}
