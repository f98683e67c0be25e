using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>What the importers of operators share: the file's values and constants, and the graph that is being declared.</summary>
sealed class OnnxImportContext(GraphProto file, List<NodeProto> nodes, OnnxConstants constants, int opset)
{
    readonly Dictionary<string, OnnxValue> values = new(StringComparer.Ordinal);
    readonly Dictionary<(OnnxValue Value, ImmutableArray<Axis> Layout), Node> materialized = [];
    readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    readonly HashSet<NodeProto> skipped = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<string> outputs = [.. file.Output.Select(output => output.Name)];
    readonly ILookup<string, NodeProto> readers = nodes.SelectMany(node => node.Input.Select(input => (input, node)))
        .ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);

    /// <summary>The version of ONNX's operators that the file uses.</summary>
    public int Opset { get; } = opset;

    public GraphBuilder Builder { get; } = new(file.Name.Trim() is { Length: > 0 } name ? name : "model");

    /// <summary>The arithmetic with constants so far.</summary>
    public OnnxAffine Affine => field ??= new(this);

    /// <summary>Weights by our names.</summary>
    public Dictionary<string, Tensor> Weights { get; } = new(StringComparer.Ordinal);

    public IEnumerable<NodeProto> Readers(string value) => readers[value];

    /// <summary>The only node that reads a value; null where there are several, or where the value is an output.</summary>
    public NodeProto? OnlyReader(string value) =>
        readers[value].Take(2).ToArray() is [var reader] && !outputs.Contains(value) ? reader : null;

    /// <summary>Notes that another node's importer has taken care of a node.</summary>
    public void Skip(NodeProto node) => skipped.Add(node);

    public bool IsSkipped(NodeProto node) => skipped.Contains(node);

    /// <summary>The value of that name, or null.</summary>
    public OnnxValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The value that a node reads.</summary>
    public OnnxValue Value(OnnxNode node, int index = 0) => Find(node.Input(index)) ?? throw node.Fault(constants.Contains(node.Input(index))
        ? $"its input '{node.Input(index)}' is a constant, which is not supported here"
        : $"its input '{node.Input(index)}' is not the output of a node, or one that only training has");

    /// <summary>A node's first input as an image.</summary>
    public Node Image(OnnxNode node) => Materialize(node, Value(node), Layouts.Chw);

    public bool IsConstant(string name) => constants.Contains(name);

    /// <summary>The constant that a node reads.</summary>
    public Tensor Constant(OnnxNode node, int index) =>
        FindConstant(node.Input(index)) ?? throw node.Fault($"its input '{node.Input(index)}' must be a constant");

    public Tensor? FindConstant(string name) => constants.TryGet(name, out var tensor) ? tensor : null;

    /// <summary>A constant that a node reads, with its axes in another order.</summary>
    public Tensor Transposed(OnnxNode node, int index, ReadOnlySpan<int> order) => constants.Transposed(node.Input(index), Constant(node, index), order);

    /// <summary>Notes that so many bytes are computed from the file's constants.</summary>
    public void Spend(long sizeBytes) => constants.Spend(sizeBytes);

    /// <summary>A tensor of the file, wherever its data is.</summary>
    public Tensor Read(TensorProto proto) => constants.Read(proto);

    public ImmutableArray<long> Integers(OnnxNode node, int index) => OnnxFolding.Integers(node, Constant(node, index));

    public float Scalar(OnnxNode node, int index, float otherwise)
    {
        if (node.Input(index).Length == 0)
            return otherwise;
        return Constant(node, index) is { Count: 1 } tensor ? tensor.ToFloats()[0] : throw node.Fault($"its input '{node.Input(index)}' must be one number");
    }

    /// <summary>All inputs of a node, where all are constants.</summary>
    public Tensor[]? Constants(OnnxNode node)
    {
        var inputs = new Tensor[node.InputCount];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (values.ContainsKey(node.Input(i)) || !constants.TryGet(node.Input(i), out var tensor))
                return null;
            inputs[i] = tensor;
        }

        return inputs.Length > 0 ? inputs : null;
    }

    /// <summary>Gives a name of the file its value.</summary>
    public void Define(string name, OnnxValue value)
    {
        if (!values.TryAdd(name, value))
            throw new ModelFormatException($"Two nodes have the output '{name}'.");
    }

    /// <summary>Gives a node's output its value.</summary>
    public void Define(OnnxNode node, OnnxValue value) => Define(UnusedOutput(node), value);

    /// <summary>Makes a node's output a constant.</summary>
    public void Define(OnnxNode node, Tensor constant) => constants.Add(UnusedOutput(node), constant);

    /// <summary>Declares the node of ours that does what a node of the file does.</summary>
    public Node Declare(OnnxNode node, Op op, params ReadOnlySpan<Node> inputs) => Builder.Node(UniqueName(node.Name), op, inputs);

    /// <summary>The same, as a value in a layout.</summary>
    public OnnxValue Declare(OnnxNode node, Op op, ImmutableArray<Axis> layout, params ReadOnlySpan<Node> inputs) =>
        OnnxValue.FromNode(Declare(node, op, inputs), layout);

    /// <summary>Declares a layer with weights, named by the stem of its weight, which is what frameworks call the layer, or else as the file does.</summary>
    public Node DeclareLayer(OnnxNode node, Op op, Node input)
    {
        const string Suffix = ".weight";
        var weight = node.Input(1);
        var hasStem = weight.Length > Suffix.Length && weight.EndsWith(Suffix, StringComparison.Ordinal);
        return Builder.Node(UniqueName(hasStem ? weight[..^Suffix.Length] : node.Name), op, input);
    }

    public string UniqueName(string name)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? "node" : name;
        var free = wanted;
        while (Builder.Find(free) is not null)
        {
            names[wanted] = names.GetValueOrDefault(wanted, 1) + 1;
            free = $"{wanted}_{names[wanted]}";
        }

        return free;
    }

    /// <summary>The value as a node in a layout.</summary>
    public Node Materialize(OnnxNode node, OnnxValue value, ImmutableArray<Axis> layout) => TryMaterialize(value, layout)
        ?? throw node.Fault($"its input [{string.Join(", ", value.Dims)}] comes in an order of elements that is not supported");

    /// <summary>All values in one layout, best in one that needs no new node; null where they have none in common.</summary>
    public (Node[] Nodes, ImmutableArray<Axis> Layout)? TryMaterialize(OnnxValue[] all)
    {
        foreach (var allowNewNode in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var layout in all[0].PossibleLayouts)
            {
                Node[] nodes = [.. all.Select(value => TryMaterialize(value, layout, allowNewNode)).OfType<Node>()];
                if (nodes.Length == all.Length)
                    return (nodes, layout);
            }
        }

        return null;
    }

    /// <summary>The value as a node whose axes are those of a layout: the node itself, reshaped, or its channels shuffled.</summary>
    public Node? TryMaterialize(OnnxValue value, ImmutableArray<Axis> layout, bool allowNewNode = true)
    {
        if (value.Axes.Length != layout.Length)
            return null;
        if (materialized.TryGetValue((value, layout), out var known))
            return known;
        var axes = Layouts.Hwc.Select(axis => layout.IndexOf(axis) is var i && i >= 0 ? value.Axes[i] : []).ToArray();
        var shape = new Shape(value.Node.Shape.Batch, OnnxValue.Length(axes[0]), OnnxValue.Length(axes[1]), OnnxValue.Length(axes[2]));
        var order = OnnxValue.Coalesce(axes.SelectMany(axis => axis));
        var rowMajor = OnnxValue.RowMajor(value.Node);
        if (order.SequenceEqual(rowMajor) && shape == value.Node.Shape)
            return value.Node;
        if (!allowNewNode)
            return null;
        if (order.SequenceEqual(rowMajor))
            return materialized[(value, layout)] = Builder.Reshape(UniqueName(value.Name), value.Node, shape.Height, shape.Width, shape.Channels);
        if (shape == value.Node.Shape && ShuffleGroups(order, rowMajor) is { } groups)
            return materialized[(value, layout)] = Builder.ChannelShuffle(UniqueName(value.Name), value.Node, groups);
        return null;
    }

    /// <summary>The groups, where the order is row-major but for channels that come as (C/groups, groups) instead of (groups, C/groups).</summary>
    static int? ShuffleGroups(ImmutableArray<SubAxis> order, ImmutableArray<SubAxis> rowMajor)
    {
        if (order.Length != rowMajor.Length + 1 || !order[..^2].SequenceEqual(rowMajor[..^1]))
            return null;
        var (outer, inner) = (order[^2], order[^1]);
        return outer is { Axis: Axis.Channels, Stride: 1 } && inner.Axis == Axis.Channels && inner.Stride == outer.Size ? inner.Size : null;
    }

    string UnusedOutput(OnnxNode node) => constants.Contains(node.Output) || values.ContainsKey(node.Output)
        ? throw node.Fault($"its output '{node.Output}' has a value already")
        : node.Output;
}
