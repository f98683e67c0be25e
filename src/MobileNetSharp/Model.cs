using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp;

/// <summary>
/// A network with its weights and the card that explains it: all that a model file holds. Weights may lie in the memory of a
/// whole file, which belongs to the <see cref="WeightSet"/>: models that share one, such as <see cref="WithCard"/>'s, share the memory,
/// and disposing any of them releases it. A model without a file need not be disposed.
/// </summary>
public sealed class Model : IDisposable
{
    /// <summary>A model. Throws <see cref="ModelFormatException"/> for a weight that is missing or has another shape than the graph needs, and <see cref="ModelCardException"/> for a card that does not fit.</summary>
    public Model(Graph graph, WeightSet weights, ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(card);
        (Graph, Weights, Card) = (graph, weights, card);
        foreach (var spec in graph.WeightsOf())
            Check(spec);
        card.Check(graph);
    }

    /// <summary>The network.</summary>
    public Graph Graph { get; }

    /// <summary>Its weights, by the names of <see cref="WeightSpecs.WeightsOf(Graph)"/>.</summary>
    public WeightSet Weights { get; }

    /// <summary>What the network is for and what its input and outputs mean.</summary>
    public ModelCard Card { get; }

    /// <summary>The same network and the same <see cref="Weights"/> under another card.</summary>
    public Model WithCard(ModelCard card) => new(Graph, Weights, card);

    /// <summary>Releases the memory of the file that the weights may lie in; using a weight from it then throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => Weights.Dispose();

    void Check(WeightSpec spec)
    {
        if (!Weights.TryGetValue(spec.Name, out var tensor))
        {
            if (spec.Role != WeightRole.BatchNormCounter)
                throw new ModelFormatException($"The weight '{spec.Name}' of shape [{string.Join(", ", spec.Shape)}] is missing.");
        }
        else if (!tensor.Shape.AsSpan().SequenceEqual(spec.Shape.AsSpan()))
        {
            throw new ModelFormatException(
                $"The weight '{spec.Name}' has the shape [{string.Join(", ", tensor.Shape)}], the graph needs [{string.Join(", ", spec.Shape)}].");
        }
    }
}
