using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Classification;

/// <summary>The parts of a model that classification needs, found from its card and graph.</summary>
/// <param name="Output">The output that holds the classes.</param>
/// <param name="Embedding">The pooled features, where the network has any.</param>
/// <param name="YieldsLogits">The output holds logits, not yet probabilities.</param>
/// <param name="Labels">The class names, by output index.</param>
/// <param name="Preprocessing">How an image becomes the input.</param>
public sealed record ClassifierHead(
    GraphOutput Output, Node? Embedding, bool YieldsLogits, ImmutableArray<string> Labels, Preprocessing Preprocessing)
{
    const string EmbeddingName = "embedding";

    /// <summary>The parts, or a <see cref="ModelFormatException"/>; a <see cref="ModelCardException"/> names the part that the card lacks.</summary>
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
            ?? throw new ModelCardException(ModelCardPart.Outputs, "The model does not say which output holds the classes; give its class names and preprocessing when it is loaded.");
        if (card.Labels.IsEmpty)
            throw new ModelCardException(ModelCardPart.Labels, "The model does not name its classes; give their names when it is loaded.");
        var preprocessing = card.Preprocessing
            ?? throw new ModelCardException(ModelCardPart.Preprocessing, "The model does not say how an image becomes its input; give its preprocessing when it is loaded.");
        var (height, width) = graph.Inputs[0].Shape.Size;
        if (preprocessing.ShortSide < Math.Max(height, width))
            throw new ModelCardException(
                ModelCardPart.Preprocessing, $"The input of {width}x{height} cannot be cut from an image whose short side is resized to {preprocessing.ShortSide}; give other preprocessing when it is loaded.");
        if (output.Node.Shape is not { Height: 1, Width: 1 } || output.Node.Channels != card.Labels.Length)
            throw new ModelCardException(ModelCardPart.Outputs, $"The output '{output.Name}' is {output.Node.Shape}, which is not one value for each of {card.Labels.Length} classes.");
        return new ClassifierHead(
            output, PooledFeatures(output.Node), card.Outputs[output.Name] == OutputKind.Logits, card.Labels, preprocessing);
    }

    /// <summary>The same model, its card left out, with the class scores first and the pooled features, where there are any, second.</summary>
    public Model WithEmbedding(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = Embedding is null
            ? model.Graph.WithOutputs((Output.Name, Output.Node.Name))
            : model.Graph.WithOutputs((Output.Name, Output.Node.Name), (EmbeddingName, Embedding.Name));
        return new Model(graph, model.Weights, ModelCard.Empty);
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

    static string Words(ModelTask task) => task switch
    {
        ModelTask.Detection => "detection",
        ModelTask.Segmentation => "segmentation",
        _ => "classification",
    };
}
