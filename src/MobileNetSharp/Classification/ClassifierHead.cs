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

    ClassifierHead(Model model, GraphOutput output, Preprocessing preprocessing)
    {
        (Output, Preprocessing, Labels, InputSize) = (output, preprocessing, model.Card.Labels, model.Graph.Inputs[0].Shape.Size);
        (Embedding, YieldsLogits) = (PooledFeatures(output.Node), model.Card.Outputs[output.Name] == OutputKind.Logits);
    }

    /// <summary>The output that holds the classes.</summary>
    public GraphOutput Output { get; }

    /// <summary>The pooled features; null where the network has none.</summary>
    public Node? Embedding { get; }

    /// <summary>Whether the output holds logits; otherwise they are probabilities already.</summary>
    public bool YieldsLogits { get; }

    /// <summary>The class names, by output index.</summary>
    public ImmutableArray<string> Labels { get; }

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
        var output = graph.Outputs.FirstOrDefault(
            output => card.Outputs.GetValueOrDefault(output.Name, OutputKind.Features) is OutputKind.Logits or OutputKind.Probabilities)
            ?? throw NoScores(model);
        if (card.Labels.IsEmpty)
            throw new ModelCardException(ModelCardPart.Labels, "The model does not name its classes.");
        var preprocessing = card.Preprocessing
            ?? throw new ModelCardException(ModelCardPart.Preprocessing, "The model does not say how an image becomes its input.");
        var (height, width) = graph.Inputs[0].Shape.Size;
        if (preprocessing.ShortSide < Math.Max(height, width))
            throw new ModelCardException(
                ModelCardPart.Preprocessing, $"The input of {width}x{height} cannot be cut from an image whose short side is resized to {preprocessing.ShortSide}.");
        if (output.Node.Shape is not { Height: 1, Width: 1 } || output.Node.Channels != card.Labels.Length)
            throw new ModelCardException(ModelCardPart.Outputs, $"The output '{output.Name}' is {output.Node.Shape}, which is not one value for each of {card.Labels.Length} classes.");
        return new ClassifierHead(model, output, preprocessing);
    }

    /// <summary>The model with the class scores as its only output, and without its card; it shares the weights.</summary>
    public Model SelectScores(Model model) => Select(model, (Output.Name, Output.Node.Name));

    /// <summary>The model with the class scores first and the pooled features, where there are any, second, and without its card; it shares the weights.</summary>
    public Model SelectScoresAndEmbedding(Model model) =>
        Embedding is null ? SelectScores(model) : Select(model, (Output.Name, Output.Node.Name), (EmbeddingName, Embedding.Name));

    /// <summary>Turns one image's scores into probabilities, in place.</summary>
    public void Decode(Span<float> scores)
    {
        if (YieldsLogits)
            Probabilities.Softmax(scores);
    }

    static Model Select(Model model, params ReadOnlySpan<(string Output, string Node)> outputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Model(model.Graph.WithOutputs(outputs), model.Weights, ModelCard.Empty);
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

    /// <summary>With labels and preprocessing at hand, no more of either would tell which of several outputs holds the classes.</summary>
    static ModelFormatException NoScores(Model model)
    {
        var outputs = model.Graph.Outputs;
        return outputs.Length > 1 && !model.Card.Labels.IsEmpty && model.Card.Preprocessing is not null
            ? new ModelFormatException($"The model is not a classifier: its outputs are {string.Join(", ", outputs.Select(output => $"'{output.Name}' {output.Node.Shape}"))}.")
            : new ModelCardException(ModelCardPart.Outputs, "The model does not say which output holds the classes.");
    }

    static string Words(ModelTask task) => task switch
    {
        ModelTask.Detection => "detection",
        ModelTask.Segmentation => "segmentation",
        _ => "classification",
    };
}
