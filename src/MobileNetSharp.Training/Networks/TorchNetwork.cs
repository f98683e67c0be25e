using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Stored = MobileNetSharp.Weights.Tensor;
using Tensor = TorchSharp.torch.Tensor;

namespace MobileNetSharp.Training.Networks;

/// <summary>
/// A graph as a torch module, which computes what the engine computes and is trained. Values are <c>(N,C,H,W)</c>; weights
/// keep our names. In training mode batch normalization reads its batch and dropout drops; a new network is in that mode.
/// </summary>
public sealed partial class TorchNetwork : nn.Module<Tensor, Tensor>
{
    readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> parametersByName = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> buffersByName = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> counters = new(StringComparer.Ordinal);
    readonly HashSet<string> frozen = new(StringComparer.Ordinal);
    readonly HashSet<string> keptStatistics = new(StringComparer.Ordinal);
    readonly EvaluationOrders orders;
    ScalarType type;

    /// <summary>A network with its weights, converted to the type and copied to the device; <see cref="ModelFormatException"/> where one is missing or of another shape.</summary>
    public TorchNetwork(Graph graph, WeightSet weights, Device? device = null, ScalarType type = ScalarType.Float32)
        : base(Checked(graph).Name)
    {
        _ = new Model(graph, weights, Cards.ModelCard.Empty);
        (Graph, this.type, ComputeType, orders) = (graph, type, type, new EvaluationOrders(graph));
        using var scope = NewDisposeScope();
        foreach (var spec in graph.WeightsOf())
        {
            if (spec.Role == WeightRole.BatchNormCounter)
                counters[spec.Name] = Count(weights, spec.Name);
            else
                Register(spec, TorchTensors.FromWeight(weights[spec.Name]).to(type, device ?? CPU));
        }
    }

    /// <summary>The network; its input size is only where it starts, any that the graph can have is run.</summary>
    public Graph Graph { get; }

    /// <summary>Kernels, biases, γ and β by our names, whether frozen or not.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => parametersByName;

    /// <summary>Running means and variances by our names.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => buffersByName;

    /// <summary>The share of the new batch in the running statistics (PyTorch's meaning; TensorFlow's decay is 1 − it).</summary>
    public double BatchNormMomentum { get; set; } = 0.1;

    /// <summary>
    /// The type of the convolutions: that of the weights, or BFloat16, with which activations between convolutions are halved
    /// too, while weights, statistics, the arithmetic of batch normalization, pooled features and outputs stay as they are.
    /// </summary>
    public ScalarType ComputeType { get; set; }

    /// <summary>The first output of a batch <c>(N,C,H,W)</c>.</summary>
    public override Tensor forward(Tensor input) => Run(input, [Graph.Outputs[0].Node])[0];

    /// <summary>Every output of a batch <c>(N,C,H,W)</c>, in the order of the graph.</summary>
    public IReadOnlyList<Tensor> Run(Tensor input) => Run(input, [.. Graph.Outputs.Select(output => output.Node)]);

    /// <summary>The same by the outputs' names, in the same order.</summary>
    public IReadOnlyDictionary<string, Tensor> RunByName(Tensor input) =>
        Graph.Outputs.Zip(Run(input), (output, value) => (output.Name, value)).ToDictionary(StringComparer.Ordinal);

    /// <summary>What a node yields for a batch <c>(N,C,H,W)</c>; only what it needs is run.</summary>
    public Tensor Features(Tensor input, string node) => Run(input, [Graph[node]])[0];

    /// <summary>
    /// Freezes the nodes chosen and thaws the others: a frozen one's parameters get no gradient, and batch normalization uses
    /// its running statistics and leaves them.
    /// </summary>
    public void Freeze(Func<Node, bool> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        frozen.Clear();
        foreach (var node in Graph.Nodes)
        {
            var freezes = choose(node);
            if (freezes)
                frozen.Add(node.Name);
            foreach (var spec in node.WeightsOf())
            {
                if (parametersByName.TryGetValue(spec.Name, out var parameter))
                    parameter.requires_grad_(!freezes);
            }
        }
    }

    /// <summary>Lets batch normalization of the nodes chosen use its running statistics in training too, and leave them; γ and β still learn. For batches that are too small for statistics.</summary>
    public void KeepStatistics(Func<Node, bool> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        keptStatistics.Clear();
        keptStatistics.UnionWith(Graph.Nodes.Where(node => node.Op is Graphs.BatchNorm && choose(node)).Select(node => node.Name));
    }

    /// <summary>The weights as they are now, float32, copied.</summary>
    public WeightSet ToWeights() => new(Graph.WeightsOf().Select(spec => KeyValuePair.Create(
        spec.Name,
        spec.Role == WeightRole.BatchNormCounter
            ? Stored.FromInt64(spec.Shape, [counters[spec.Name]])
            : TorchTensors.ToWeight(weights[spec.Name]))));

    /// <summary>Overwrites every weight, such as by those of a checkpoint of the same graph; optimizers keep their hold on the parameters.</summary>
    public void Load(WeightSet source)
    {
        _ = new Model(Graph, source, Cards.ModelCard.Empty);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        foreach (var (name, tensor) in weights)
            tensor.copy_(TorchTensors.FromWeight(source[name]));
        foreach (var name in counters.Keys)
            counters[name] = Count(source, name);
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        type = dtype ?? type;
        foreach (var name in parametersByName.Keys)
            weights[name] = parametersByName[name] = get_parameter(Registered(name))!;
        foreach (var name in buffersByName.Keys)
            weights[name] = buffersByName[name] = get_buffer(Registered(name))!;
    }

    void Register(WeightSpec spec, Tensor value)
    {
        if (spec.Role == WeightRole.BatchNormStatistic)
        {
            buffersByName[spec.Name] = value;
            register_buffer(Registered(spec.Name), value.DetachFromDisposeScope());
        }
        else
        {
            var parameter = new Parameter(value);
            register_parameter(Registered(spec.Name), parameter);
            value = parametersByName[spec.Name] = parameter.DetachFromDisposeScope();
        }

        weights[spec.Name] = value;
    }

    static long Count(WeightSet source, string name) => source.TryGetValue(name, out var counter) ? (long)counter.ToFloats()[0] : 0;

    // torch refuses dots in names.
    static string Registered(string name) => name.Replace('.', '/');

    static Graph Checked(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Inputs.Length != 1)
            throw new ArgumentException($"The network '{graph.Name}' has {graph.Inputs.Length} inputs; networks with one are trained.", nameof(graph));
        return graph.Nodes.FirstOrDefault(node => node.Quantization is not null) is { } quantized
            ? throw new ArgumentException($"The network '{graph.Name}' is quantized at '{quantized.Name}'; dequantize it first.", nameof(graph))
            : graph;
    }
}
