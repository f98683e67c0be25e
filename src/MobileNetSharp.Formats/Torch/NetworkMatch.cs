using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// The layers of a network found among those of a state dict. Each takes, in the order in which the network runs, the first that is
/// left of its shape: whatever they are called, layers of one shape are listed in the order in which they run. Only a batch
/// normalization, which has the shape of many, prefers the one named most like its convolution.
/// </summary>
sealed class NetworkMatch
{
    readonly Dictionary<string, StateLayer> byNode = new(StringComparer.Ordinal);
    readonly List<StateLayer> rest;

    public NetworkMatch(KnownNetwork network, IReadOnlyCollection<StateLayer> layers)
    {
        Network = network;
        rest = [.. layers];
        foreach (var node in network.Layers)
        {
            var index = node.Op is Conv2d ? IndexOfKernel(node) : IndexOfNormalization(node);
            if (index < 0)
            {
                Misfit ??= node;
                continue;
            }

            byNode.Add(node.Name, rest[index]);
            rest.RemoveAt(index);
        }
    }

    public KnownNetwork Network { get; }

    /// <summary>The first layer of the network that no other fits; null where all are found.</summary>
    public Node? Misfit { get; }

    /// <summary>The layers that the network does not have, its classifier among them.</summary>
    public IReadOnlyList<StateLayer> Rest => rest;

    /// <summary>The number of the network's layers that were found.</summary>
    public int Found => byNode.Count;

    /// <summary>Layers found, over all layers of both: 1 for the same layers.</summary>
    public double Likeness => (double)Found / (Network.Layers.Length + rest.Count);

    /// <summary>The layer for a node of the network.</summary>
    public StateLayer this[string node] => byNode[node];

    /// <summary>The fault of a match with a misfit: what was expected, and what there is in its place. Layers of one shape cannot be told apart, so it names shapes.</summary>
    public string Fault()
    {
        var misfit = Misfit ?? throw new InvalidOperationException("Every layer of the network was found.");
        var expected = string.Join(", ", misfit.WeightsOf()[0].Shape);
        if (misfit.Op is not Conv2d)
        {
            var incomplete = rest.Find(layer => layer.Weight is { Shape: [var count] } && count == misfit.Channels);
            return incomplete is null
                ? $"there is no batch normalization of [{expected}] left for {misfit.Name}"
                : $"'{incomplete.WeightName}' of shape [{expected}] has no bias, running mean or running variance of that shape";
        }

        return rest.Find(layer => layer.KernelRank == 4) is { Weight: { } weight } instead
            ? $"'{instead.WeightName}' has the shape [{string.Join(", ", weight.Shape)}], but [{expected}] is expected"
            : $"there is no kernel of shape [{expected}] left for {misfit.Name}";
    }

    int IndexOfKernel(Node node)
    {
        var shape = node.WeightsOf()[0].Shape;
        return rest.FindIndex(layer => layer.Weight is { } weight && weight.Shape.AsSpan().SequenceEqual(shape.AsSpan()));
    }

    int IndexOfNormalization(Node node)
    {
        var convolution = byNode.GetValueOrDefault(node.Inputs[0].Name)?.Name ?? "";
        var (best, nearest) = (-1, (-1, 0));
        for (var i = 0; i < rest.Count; i++)
        {
            if (!rest[i].Normalizes(node.Channels))
                continue;
            var nearness = NameWords.Nearness(convolution, rest[i].Name);
            if (best < 0 || nearness.CompareTo(nearest) > 0)
                (best, nearest) = (i, nearness);
        }

        return best;
    }
}
