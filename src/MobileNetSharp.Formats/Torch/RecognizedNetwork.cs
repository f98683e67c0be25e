using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A known network that was found among named tensors, with or without its classifier.</summary>
sealed class RecognizedNetwork
{
    const string Logits = "logits", Features = "features";

    /// <summary>MobileNetV2 has 314 tensors; there may be others beside it.</summary>
    const int MaxTensors = 10_000;

    readonly StateLayer? classifier;

    RecognizedNetwork(NetworkMatch match) => (Match, classifier) = (match, match.Rest.SingleOrDefault());

    public NetworkMatch Match { get; }

    /// <summary>
    /// The network whose layers the tensors are, in the order in which they run among those of one shape. Throws
    /// <see cref="ModelFormatException"/> with the closest network and the first layer that does not fit.
    /// </summary>
    public static RecognizedNetwork In(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        if (tensors.Count > MaxTensors)
            throw new ModelFormatException($"These {tensors.Count} tensors are weights without a network, and far more than those of MobileNetV2 or MobileNetV1.");
        var closest = Closest(tensors, out var fault);
        if (fault is null)
            return new(closest);
        foreach (var part in Parts(tensors))
        {
            if (Closest(part, out var partsFault) is { Rest: not [] } match && partsFault is null)
                return new(match);
        }

        throw new ModelFormatException(fault);
    }

    /// <summary>The model in a dialect. Its card says what is known beyond doubt; the rest is recognized by the graph or said by the user.</summary>
    public Model ToModel(Dialect dialect, bool hasTorchVisionsNames)
    {
        var classes = classifier?.Weight!.Shape[0];
        var graph = Match.Network.Build(classes, dialect);
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var spec in graph.WeightsOf())
        {
            if (WeightOf(graph, spec) is { } tensor)
                weights.Add(spec.Name, tensor);
        }

        var isTorchVisions = hasTorchVisionsNames && dialect == Dialect.PyTorch;
        var isPublishers = isTorchVisions ? classes == 1000 : dialect.PadsSame && classes == 1001;
        return new Model(graph, new WeightSet(weights), isPublishers ? ModelCard.Empty : Card(classes, isTorchVisions));
    }

    /// <summary>What is known of weights that are not a publisher's: torchvision's names mean that its network was trained on, with its preprocessing.</summary>
    static ModelCard Card(int? classes, bool isTorchVisions) => classes is null
        ? ModelCard.Empty with { Outputs = ModelCard.Empty.Outputs.Add(Features, OutputKind.Features) }
        : ModelCard.Empty with
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add(Logits, OutputKind.Logits),
            Preprocessing = isTorchVisions ? Preprocessing.TorchVision() : null,
        };

    static NetworkMatch Closest(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, out string? fault)
    {
        var (layers, others) = StateLayer.Group(tensors);
        NetworkMatch? closest = null;
        foreach (var network in KnownNetwork.Published.Concat(KnownNetwork.Unpublished(layers)))
        {
            var match = new NetworkMatch(network, layers);
            if (closest is null || match.Likeness > closest.Likeness)
                closest = match;
            if (match.Misfit is null)
                break;
        }

        fault = closest!.Misfit is null ? HeadFault(closest, others) : Unknown(tensors, closest);
        return closest;
    }

    static string Unknown(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors, NetworkMatch closest)
    {
        var some = string.Join("', '", tensors.Take(2).Select(tensor => tensor.Key));
        return $"These weights come without a network, and the {tensors.Count} tensor{(tensors.Count == 1 ? "" : "s")} ('{some}', …) are not those of MobileNetV2 or MobileNetV1. "
            + $"The closest is {closest.Network}, of which {closest.Found} of {closest.Network.Layers.Length} layers fit; the first that does not: {closest.Fault()}.";
    }

    /// <summary>What is wrong with the layers after the last one of the network; null where there are none, or one linear layer.</summary>
    static string? HeadFault(NetworkMatch match, List<string> others)
    {
        if (others.Count == 0 && match.Rest is [] or [{ Weight.Shape: [> 0, _] or [> 0, _, 1, 1], Mean: null }] && FitsFeatures(match))
            return null;
        string[] names = [.. match.Rest.Select(layer => layer.WeightName), .. others];
        return others.Count == 0 && match.Rest.All(layer => layer.KernelRank == 2)
            ? $"The tensors are those of {match.Network} with another head: {Some(names)}. One linear layer of {match.Network.Features} inputs is expected; "
                + "what happens between several is not in a state dict, but in an ONNX export."
            : $"The tensors are those of {match.Network}, but for {Some(names)}.";
    }

    static bool FitsFeatures(NetworkMatch match) => match.Rest is [] || (match.Rest is [{ Weight.Shape: var shape, Bias: var bias }]
        && shape[1] == match.Network.Features && (bias is null || bias.Shape.AsSpan().SequenceEqual([shape[0]])));

    static string Some(string[] names)
    {
        const int shown = 3;
        return $"{names.Length} tensor{(names.Length == 1 ? "" : "s")} more ({string.Join(", ", names.Take(shown))}{(names.Length > shown ? ", …" : "")})";
    }

    /// <summary>The tensors below each first part of a name, then below each two and three: a network among others.</summary>
    static IEnumerable<List<KeyValuePair<string, Tensor>>> Parts(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        const int deepest = 3;
        for (var depth = 1; depth <= deepest; depth++)
        {
            foreach (var part in tensors.GroupBy(tensor => Beginning(tensor.Key, depth)))
            {
                List<KeyValuePair<string, Tensor>> members = [.. part];
                if (members.Count >= KnownNetwork.FewestTensors && members.Count < tensors.Count)
                    yield return members;
            }
        }
    }

    static string Beginning(string name, int parts)
    {
        var end = -1;
        for (; parts > 0 && name.IndexOf('.', end + 1) is var dot && dot >= 0; parts--)
            end = dot;
        return name[..Math.Max(0, end)];
    }

    Tensor? WeightOf(Graph graph, WeightSpec spec)
    {
        var node = graph[spec.Name[..spec.Name.LastIndexOf('.')]];
        if (node.Op is Linear)
            return spec.Role == WeightRole.Kernel ? Matrix(classifier!.Weight!) : classifier!.Bias ?? Zeros(spec);
        var layer = Match[node.Name];
        return spec.Role switch
        {
            WeightRole.BatchNormCounter => layer.Counter,
            WeightRole.BatchNormShift => layer.Bias,
            WeightRole.BatchNormStatistic when spec.Name.EndsWith(".running_var", StringComparison.Ordinal) => layer.Variance,
            WeightRole.BatchNormStatistic => Mean(layer, Match[node.Inputs[0].Name]),
            _ => layer.Weight,
        };
    }

    /// <summary>The running mean; less the bias of a convolution that has one, which the graph does not.</summary>
    static Tensor? Mean(StateLayer normalization, StateLayer convolution)
    {
        if (normalization.Mean is not { } mean || convolution.Bias is not { } bias || bias.Count != mean.Count)
            return normalization.Mean;
        var (means, biases) = (mean.ToFloats(), bias.ToFloats());
        for (var i = 0; i < means.Length; i++)
            means[i] -= biases[i];
        return Tensor.FromFloats(mean.Shape, means);
    }

    /// <summary>A linear layer may be stored as a convolution of one pixel.</summary>
    static Tensor Matrix(Tensor kernel) => kernel.Shape.Length == 2 ? kernel : kernel.Reshape([kernel.Shape[0], kernel.Shape[1]]);

    static Tensor Zeros(WeightSpec spec) => Tensor.FromFloats(spec.Shape, new float[spec.Count]);
}
