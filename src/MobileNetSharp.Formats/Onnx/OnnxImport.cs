using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>Declares a graph of ours from the nodes of a file, one by one; constants are computed on the way.</summary>
sealed partial class OnnxImport
{
    const int MinimumOpset = 7;
    const int MaximumOpset = 21;

    readonly GraphProto file;
    readonly OnnxConstants constants;
    readonly GraphBuilder builder;
    readonly int opset;
    readonly Dictionary<string, View> views = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    readonly ILookup<string, NodeProto> readers;
    readonly HashSet<NodeProto> done = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<string> outputs;

    public OnnxImport(ModelProto model, OnnxConstants constants)
    {
        (file, this.constants) = (model.Graph, constants);
        builder = new GraphBuilder(file.Name.Trim() is { Length: > 0 } name ? name : "model");
        var version = model.OpsetImport.FirstOrDefault(set => IsStandard(set.Domain))?.Version
            ?? throw new ModelFormatException("The ONNX file does not say which operator set it uses.");
        if (version is < MinimumOpset or > MaximumOpset)
            throw new ModelFormatException($"The ONNX file uses operator set {version}; {MinimumOpset} to {MaximumOpset} are read.");
        opset = (int)version;
        outputs = [.. file.Output.Select(output => output.Name)];
        readers = file.Node.SelectMany(node => node.Input.Select(input => (input, node)))
            .ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);
    }

    /// <summary>The graph, and the weights that it needs.</summary>
    public (Graph Graph, Dictionary<string, Tensor> Weights) Run()
    {
        foreach (var input in file.Input)
        {
            if (!constants.Contains(input.Name))
                Declare(input);
        }

        foreach (var proto in file.Node)
        {
            if (!done.Contains(proto))
                Convert(new OnnxNode(proto));
        }

        var graph = Finish();
        var needed = graph.WeightsOf().Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        return (graph, weights.Where(weight => needed.Contains(weight.Key)).ToDictionary(StringComparer.Ordinal));
    }

    static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    Graph Finish()
    {
        try
        {
            foreach (var output in file.Output)
                builder.Output(output.Name, Any(Value(output.Name) ?? throw new ModelFormatException($"No node yields the output '{output.Name}'.")));
            return builder.Build(prune: true);
        }
        catch (GraphException e)
        {
            throw new ModelFormatException(e.Message, e);
        }
    }

    /// <summary>An input: images in ONNX's layout, or in TensorFlow's where the first thing that happens is a transposition from it.</summary>
    void Declare(ValueInfoProto input)
    {
        var type = input.Type?.TensorType;
        var dims = type?.Shape?.Dim.Select(dim => dim.DimValue).ToArray() ?? [];
        var elementType = (TensorProto.Types.DataType)(type?.ElemType ?? 0);
        if (elementType is not (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16))
            throw new ModelFormatException($"The input '{input.Name}' holds elements of type {elementType}, float is read.");
        if (dims.Length != 4 || dims[1..].Any(dim => dim is < 1 or > int.MaxValue) || dims[0] is < 0 or > int.MaxValue)
        {
            throw new ModelFormatException(
                $"The input '{input.Name}' must be (N,C,H,W) with fixed channels, height and width, is [{string.Join(", ", dims)}] (0: not fixed).");
        }

        var batch = (int)Math.Max(1, dims[0]);
        var (a, b, c) = ((int)dims[1], (int)dims[2], (int)dims[3]);
        var isHwc = readers[input.Name].Any() && readers[input.Name].All(IsFromHwc);
        try
        {
            var node = builder.Input(Unique(input.Name), isHwc ? new Shape(batch, a, b, c) : new Shape(batch, b, c, a));
            Set(input.Name, View.Of(node, isHwc ? View.Hwc : View.Chw));
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The input '{input.Name}': {e.Rule}.", e);
        }
    }

    static bool IsFromHwc(NodeProto node) => node.OpType == "Transpose" && new OnnxNode(node).Integers("perm") is [0, 3, 1, 2];

    void Convert(OnnxNode node)
    {
        if (!IsStandard(node.Domain))
            throw node.Fault($"operators of the domain '{node.Domain}' are not supported");
        if (node.Output.Length == 0)
            throw node.Fault("it yields nothing");
        try
        {
            if (node.Operator == "Constant")
                constants.Add(Free(node), OnnxTensors.Read(Constant(node)));
            else if (Constants(node) is { } inputs && OnnxFolding.Fold(node, inputs, opset) is { } folded)
                constants.Add(Free(node), folded);
            else if (node.Operator == "Shape")
                constants.Add(Free(node), OnnxFolding.Shape(node, X(node).Dims));
            else
                Set(Free(node), Operator(node));
            node.ExpectAllRead();
        }
        catch (GraphException e)
        {
            throw node.Fault(e.Rule, e);
        }
    }

    /// <summary>One line per operator that our graphs have.</summary>
    View Operator(OnnxNode node) => node.Operator switch
    {
        "Conv" => Conv(node),
        "Gemm" => Gemm(node),
        "MatMul" => MatMul(node),
        "BatchNormalization" => BatchNorm(node),
        "Relu" => Pointwise(node, Activation.Relu),
        "Sigmoid" => Pointwise(node, Activation.Sigmoid),
        "LeakyRelu" => Pointwise(node, Activation.LeakyRelu(node.Float("alpha", 0.01f))),
        "Clip" => Pointwise(node, Clip(node)),
        "Dropout" => Pointwise(node, Dropout(node)),
        "Identity" => X(node),
        "Cast" => Cast(node),
        "Add" or "Sum" => Add(node),
        "Concat" => Concat(node),
        "MaxPool" => Pool(node, PoolKind.Max),
        "AveragePool" => Pool(node, PoolKind.Average),
        "GlobalAveragePool" => Mean(node, [2, 3], keepsDims: true),
        "ReduceMean" => ReduceMean(node),
        "Softmax" => Softmax(node),
        "LpNormalization" => LpNormalization(node),
        "Resize" or "Upsample" => Resize(node),
        "Pad" => Pad(node),
        "SpaceToDepth" => SpaceToDepth(node),
        "Transpose" => Transpose(node),
        "Flatten" => Flatten(node),
        "Reshape" => Reshape(node, OnnxFolding.Resolve(node, Integers(node, 1), X(node).Dims, node.Flag("allowzero"))),
        "Squeeze" or "Unsqueeze" => Reshape(node, OnnxFolding.Squeeze(
            node, X(node).Dims, node.InputCount > 1 ? Integers(node, 1) : node.Integers("axes")?.ToImmutableArray())),
        _ => throw node.Fault("the operator is not supported"),
    };

    static TensorProto Constant(OnnxNode node)
    {
        if (node.Integers("value_ints") is { } integers)
            return OnnxTensors.Write("", Tensor.FromInt64([integers.Length], integers));
        if (node.Floats("value_floats") is { } floats)
            return OnnxTensors.Write("", Tensor.FromFloats([floats.Length], floats));
        if (node.Has("value_int"))
            return OnnxTensors.Write("", Tensor.FromInt64([], [node.Integer("value_int", 0)]));
        if (node.Has("value_float"))
            return OnnxTensors.Write("", Tensor.FromFloats([], [node.Float("value_float", 0)]));
        return node.Tensor("value") ?? throw node.Fault("it holds no tensor");
    }

    /// <summary>All inputs of a node, where all are constants.</summary>
    Tensor[]? Constants(OnnxNode node)
    {
        var inputs = new Tensor[node.InputCount];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (views.ContainsKey(node.Input(i)) || !constants.TryGet(node.Input(i), out var tensor))
                return null;
            inputs[i] = tensor;
        }

        return inputs.Length > 0 ? inputs : null;
    }

    View? Value(string name) => views.GetValueOrDefault(name);

    /// <summary>What a node reads as its first input.</summary>
    View X(OnnxNode node, int index = 0) => Value(node.Input(index)) ?? throw node.Fault(constants.Contains(node.Input(index))
        ? $"its input '{node.Input(index)}' is a constant, which is not supported here"
        : $"its input '{node.Input(index)}' is nothing that an earlier node yields");

    Tensor Weight(OnnxNode node, int index) => constants.TryGet(node.Input(index), out var tensor)
        ? tensor
        : throw node.Fault($"its input '{node.Input(index)}' must be a constant");

    ImmutableArray<long> Integers(OnnxNode node, int index) => OnnxFolding.Integers(node, Weight(node, index));

    void Set(string name, View view)
    {
        if (!views.TryAdd(name, view))
            throw new ModelFormatException($"Two nodes yield '{name}'.");
    }

    string Free(OnnxNode node) => constants.Contains(node.Output) || views.ContainsKey(node.Output)
        ? throw node.Fault($"'{node.Output}' is there already")
        : node.Output;

    /// <summary>A name for a node of ours: the stem of its weight, which is what frameworks call the layer, or the file's own.</summary>
    string NameOf(OnnxNode node)
    {
        const string Suffix = ".weight";
        var weight = node.Input(1);
        return Unique(weight.Length > Suffix.Length && weight.EndsWith(Suffix, StringComparison.Ordinal) ? weight[..^Suffix.Length] : node.Name);
    }

    string Unique(string name)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? "node" : name;
        var free = wanted;
        while (builder.Find(free) is not null)
        {
            names[wanted] = names.GetValueOrDefault(wanted, 1) + 1;
            free = $"{wanted}_{names[wanted]}";
        }

        return free;
    }
}
