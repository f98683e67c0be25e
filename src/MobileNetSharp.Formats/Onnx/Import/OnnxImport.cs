using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Declares a graph of ours from the nodes of a file, one by one; constants are computed on the way.</summary>
static class OnnxImport
{
    const int MinimumOpset = 7;
    const int MaximumOpset = 21;

    /// <summary>The graph, and the weights that it needs.</summary>
    public static (Graph Graph, Dictionary<string, Tensor> Weights) Import(ModelProto model, OnnxConstants constants)
    {
        var context = new OnnxImportContext(model.Graph, constants, Opset(model));
        foreach (var input in model.Graph.Input)
        {
            if (!context.IsConstant(input.Name))
                Declare(context, input);
        }

        foreach (var proto in model.Graph.Node)
        {
            if (!context.IsSkipped(proto))
                Convert(context, new OnnxNode(proto));
        }

        var graph = Build(context, model.Graph);
        var needed = graph.WeightsOf().Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        return (graph, context.Weights.Where(weight => needed.Contains(weight.Key)).ToDictionary(StringComparer.Ordinal));
    }

    static int Opset(ModelProto model)
    {
        var version = model.OpsetImport.FirstOrDefault(set => OnnxNode.IsStandard(set.Domain))?.Version
            ?? throw new ModelFormatException("The ONNX file does not say which operator set it uses.");
        return version is >= MinimumOpset and <= MaximumOpset
            ? (int)version
            : throw new ModelFormatException($"The ONNX file uses operator set {version}; {MinimumOpset} to {MaximumOpset} can be read.");
    }

    /// <summary>An input: images in ONNX's layout, or in TensorFlow's where the first thing that happens is a transposition from it.</summary>
    static void Declare(OnnxImportContext context, ValueInfoProto input)
    {
        var type = input.Type?.TensorType;
        var dims = type?.Shape?.Dim.Select(dim => dim.DimValue).ToArray() ?? [];
        var elementType = (TensorProto.Types.DataType)(type?.ElemType ?? 0);
        if (elementType is not (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16))
            throw new ModelFormatException($"The input '{input.Name}' has elements of type {elementType}; only float can be read.");
        if (dims.Length != 4 || dims[1..].Any(dim => dim is < 1 or > int.MaxValue) || dims[0] is < 0 or > int.MaxValue)
        {
            throw new ModelFormatException(
                $"The input '{input.Name}' must be (N,C,H,W) with fixed channels, height and width, is [{string.Join(", ", dims)}] (0: not fixed).");
        }

        var batch = (int)Math.Max(1, dims[0]);
        var (a, b, c) = ((int)dims[1], (int)dims[2], (int)dims[3]);
        var isHwc = context.Readers(input.Name).Any() && context.Readers(input.Name).All(IsFromHwc);
        try
        {
            var node = context.Builder.Input(context.UniqueName(input.Name), isHwc ? new Shape(batch, a, b, c) : new Shape(batch, b, c, a));
            context.Define(input.Name, OnnxValue.FromNode(node, isHwc ? Layouts.Hwc : Layouts.Chw));
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The input '{input.Name}': {e.Rule}.", e);
        }
    }

    static bool IsFromHwc(NodeProto node) => node.OpType == "Transpose" && new OnnxNode(node).Integers("perm") is [0, 3, 1, 2];

    static void Convert(OnnxImportContext context, OnnxNode node)
    {
        if (!OnnxNode.IsStandard(node.Domain))
            throw node.Fault($"operators of the domain '{node.Domain}' are not supported");
        if (node.Output.Length == 0)
            throw node.Fault("it has no output");
        try
        {
            if (node.Operator == "Constant")
                context.Define(node, OnnxTensors.Read(Constant(node)));
            else if (context.Constants(node) is { } inputs && OnnxFolding.Fold(node, inputs, context.Opset) is { } folded)
                context.Define(node, folded);
            else if (node.Operator == "Shape")
                context.Define(node, OnnxFolding.Shape(node, context.Value(node).Dims));
            else
                context.Define(node, Operator(context, node));
            node.ExpectAllRead();
        }
        catch (GraphException e)
        {
            throw node.Fault(e.Rule, e);
        }
    }

    /// <summary>One line per operator that our graphs have.</summary>
    static OnnxValue Operator(OnnxImportContext context, OnnxNode node) => node.Operator switch
    {
        "Conv" => LayerOperators.Conv(context, node),
        "Gemm" => LayerOperators.Gemm(context, node),
        "MatMul" => LayerOperators.MatMul(context, node),
        "BatchNormalization" => LayerOperators.BatchNormalization(context, node),
        "Relu" => ElementwiseOperators.Pointwise(context, node, Activation.Relu),
        "Sigmoid" => ElementwiseOperators.Pointwise(context, node, Activation.Sigmoid),
        "LeakyRelu" => ElementwiseOperators.Pointwise(context, node, Activation.LeakyRelu(node.Float("alpha", 0.01f))),
        "HardSwish" => ElementwiseOperators.Pointwise(context, node, Activation.HardSwish),
        "HardSigmoid" => ElementwiseOperators.HardSigmoid(context, node),
        "Clip" => ElementwiseOperators.Pointwise(context, node, ElementwiseOperators.Clip(context, node)),
        "Dropout" => ElementwiseOperators.Pointwise(context, node, ElementwiseOperators.Dropout(context, node)),
        "Identity" => context.Value(node),
        "Cast" => ElementwiseOperators.Cast(context, node),
        "Add" or "Sum" => ElementwiseOperators.Add(context, node),
        "Concat" => LayoutOperators.Concat(context, node),
        "MaxPool" => SpatialOperators.Pool(context, node, PoolKind.Max),
        "AveragePool" => SpatialOperators.Pool(context, node, PoolKind.Average),
        "GlobalAveragePool" => SpatialOperators.Mean(context, node, [2, 3], keepsDims: true),
        "ReduceMean" => SpatialOperators.ReduceMean(context, node),
        "Softmax" => ElementwiseOperators.Softmax(context, node),
        "LpNormalization" => ElementwiseOperators.LpNormalization(context, node),
        "Resize" or "Upsample" => ResizeOperator.Resize(context, node),
        "Pad" => SpatialOperators.Pad(context, node),
        "SpaceToDepth" => SpatialOperators.SpaceToDepth(context, node),
        "Transpose" => LayoutOperators.Transpose(context, node),
        "Flatten" => LayoutOperators.Flatten(context, node),
        "Reshape" => LayoutOperators.Reshape(
            context, node, OnnxFolding.Resolve(node, context.Integers(node, 1), context.Value(node).Dims, node.Flag("allowzero"))),
        "Squeeze" or "Unsqueeze" => LayoutOperators.Reshape(context, node, OnnxFolding.Squeeze(
            node, context.Value(node).Dims, node.InputCount > 1 ? context.Integers(node, 1) : node.Integers("axes")?.ToImmutableArray())),
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
        return node.Tensor("value") ?? throw node.Fault("it has no tensor");
    }

    static Graph Build(OnnxImportContext context, GraphProto file)
    {
        try
        {
            foreach (var output in file.Output)
            {
                var value = context.Find(output.Name) ?? throw new ModelFormatException($"No node has the output '{output.Name}' of the graph.");
                context.Builder.Output(output.Name, context.TryMaterialize(value)
                    ?? throw new ModelFormatException($"The output '{value.Name}' comes in an order of elements that is not supported."));
            }

            return context.Builder.Build(prune: true);
        }
        catch (GraphException e)
        {
            throw new ModelFormatException(e.Message, e);
        }
    }
}
