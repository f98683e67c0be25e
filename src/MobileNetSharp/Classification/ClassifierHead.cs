using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Classification;

/// <summary>
/// What classification reads of a model, found from its card and graph: which output holds the classes, what they are called,
/// how an image becomes the input, and how scores become probabilities. Every predictor decodes by it.
/// </summary>
public sealed record ClassifierHead
{
    const string EmbeddingName = "embedding";

    ClassifierHead(Model model, GraphOutput output, OutputKind kind, Preprocessing preprocessing)
    {
        (Output, Preprocessing, InputSize) = (output, preprocessing, model.Graph.Inputs[0].Shape.Size);
        Calibration = model.Card.ScoreCalibration;
        (Embedding, YieldsLogits) = (PooledFeatures(output.Node), kind == OutputKind.Logits);
        NamesClasses = !model.Card.Labels.IsEmpty;
        Labels = NamesClasses ? model.Card.Labels : [.. Enumerable.Range(0, output.Node.Channels).Select(index => FormattableString.Invariant($"class {index}"))];
    }

    /// <summary>The output that holds the classes.</summary>
    public GraphOutput Output { get; }

    /// <summary>The pooled features; null where the network has none.</summary>
    public Node? Embedding { get; }

    /// <summary>Whether the output holds logits; otherwise they are probabilities already.</summary>
    public bool YieldsLogits { get; }

    /// <summary>How the output's scores are calibrated, in place of softmax; null where they are not.</summary>
    public ScoreCalibration? Calibration { get; }

    /// <summary>The class names, by output index; <c>class 0</c> and so on where the model does not name its classes.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Whether the model names its classes.</summary>
    public bool NamesClasses { get; }

    /// <summary>How an image becomes the input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the input.</summary>
    public Size InputSize { get; }

    /// <summary>The head of a model.</summary>
    /// <exception cref="ModelFormatException">The model is not a classifier, or its card lacks something: a <see cref="ModelCardException"/> with the part.</exception>
    public static ClassifierHead FromModel(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (graph, card) = (model.Graph, model.Card);
        if (card.Task is { } task && task != ModelTask.Classification)
            throw new ModelCardException(ModelCardPart.Task, $"The model is for {Words(task)}, not for classification.");
        if (graph.Inputs.Length != 1 || graph.Inputs[0].Channels != 3)
            throw new ModelFormatException("The model does not take one color image.");
        var (output, kind) = Scores(model) ?? throw NoScores(model);
        var preprocessing = card.Preprocessing
            ?? throw new ModelCardException(ModelCardPart.Preprocessing, "The model does not say how an image becomes its input.");
        var (height, width) = graph.Inputs[0].Shape.Size;
        if (preprocessing.ShortSide < Math.Max(height, width))
            throw new ModelCardException(
                ModelCardPart.Preprocessing, $"The input of {width}x{height} cannot be cut from an image whose short side is resized to {preprocessing.ShortSide}.");
        if (output.Node.Shape is not { Height: 1, Width: 1 } || (!card.Labels.IsEmpty && output.Node.Channels != card.Labels.Length))
            throw new ModelCardException(ModelCardPart.Outputs, $"The output '{output.Name}' is {output.Node.Shape}, which is not one value for each {(card.Labels.IsEmpty ? "class" : $"of {card.Labels.Length} classes")}.");
        return new ClassifierHead(model, output, kind, preprocessing);
    }

    /// <summary>What the values of an output with one for each class are, by the graph's last operations.</summary>
    public static OutputKind KindOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        while (node.Op is Reshape or Dropout)
            node = node.Inputs[0];
        return node.Op is Softmax or Activation { Kind: ActivationKind.Sigmoid } ? OutputKind.Probabilities : OutputKind.Logits;
    }

    /// <summary>The model with the class scores as its only output, and without its card; it shares the weights.</summary>
    public Model SelectScores(Model model) => Select(model, (Output.Name, Output.Node.Name));

    /// <summary>The model with the class scores first and the pooled features, where there are any, second, and without its card; it shares the weights.</summary>
    public Model SelectScoresAndEmbedding(Model model) =>
        Embedding is null ? SelectScores(model) : Select(model, (Output.Name, Output.Node.Name), (EmbeddingName, Embedding.Name));

    /// <summary>Turns one image's scores into probabilities, in place; calibrated ones need not add up to 1.</summary>
    public void Decode(Span<float> scores)
    {
        if (Calibration is not null)
            Calibration.Apply(scores);
        else if (YieldsLogits)
            Probabilities.Softmax(scores);
    }

    static Model Select(Model model, params ReadOnlySpan<(string Output, string Node)> outputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Model(model.Graph.WithOutputs(outputs), model.Weights, ModelCard.Empty);
    }

    /// <summary>
    /// The output that holds the classes, as the card says; where it says nothing, the only output, where that is a value for each of several
    /// classes that come straight from a layer with weights (and not from a pooling, which yields features).
    /// </summary>
    static (GraphOutput Output, OutputKind Kind)? Scores(Model model)
    {
        foreach (var output in model.Graph.Outputs)
        {
            if (model.Card.Outputs.TryGetValue(output.Name, out var kind) && kind is OutputKind.Logits or OutputKind.Probabilities)
                return (output, kind);
        }

        if (!model.Card.Outputs.IsEmpty || model.Graph.Outputs is not [{ Node: { Shape.Size: { Height: 1, Width: 1 }, Channels: > 1 } node } only])
            return null;
        while (node.Op is Reshape or Dropout or Softmax or Activation { Kind: ActivationKind.Sigmoid })
            node = node.Inputs[0];
        return node.Op is Linear or Conv2d ? (only, KindOf(only.Node)) : null;
    }

    /// <summary>The pooling nearest to the classes, straight up from the output.</summary>
    static Node? PooledFeatures(Node node)
    {
        while (node.Op is not GlobalAveragePool)
        {
            if (node.Inputs.Length != 1)
                return null;
            node = node.Inputs[0];
        }

        return node;
    }

    /// <summary>A card can say that the only output holds the classes; it would not help where there are several, or a map.</summary>
    static ModelFormatException NoScores(Model model)
    {
        var outputs = model.Graph.Outputs;
        return outputs is [{ Node.Shape.Size: { Height: 1, Width: 1 } }]
            ? new ModelCardException(ModelCardPart.Outputs, $"The model does not say whether its output '{outputs[0].Name}' holds classes or features.")
            : new ModelFormatException($"The model is not a classifier: its outputs are {string.Join(", ", outputs.Select(output => $"'{output.Name}' {output.Node.Shape}"))}.");
    }

    static string Words(ModelTask task) => task switch
    {
        ModelTask.Detection => "detection",
        ModelTask.Segmentation => "segmentation",
        _ => "classification",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Output.Name}: {Labels.Length} classes";
}
