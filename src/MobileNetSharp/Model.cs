using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp;

/// <summary>A network with its weights and the card that explains it: all that a model file holds.</summary>
public sealed class Model : IDisposable
{
    /// <summary>A model; every weight that the graph needs is there in its shape, or a <see cref="ModelFormatException"/> names it.</summary>
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

    /// <summary>What the network is for and how its input and outputs are meant.</summary>
    public ModelCard Card { get; }

    /// <summary>The same network and weights under another card.</summary>
    public Model WithCard(ModelCard card) => new(Graph, Weights, card);

    /// <summary>Gives back the file that the weights may be mapped from.</summary>
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
