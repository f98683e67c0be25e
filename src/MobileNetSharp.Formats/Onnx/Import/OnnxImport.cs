using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Declares a graph of ours from the nodes of a file, one by one; constants are computed on the way.</summary>
static class OnnxImport
{
    const int MinimumOpset = 7;

    /// <summary>
    /// From 22 on the operators that are read here only gained element types, and attributes that are refused by name (ONNX 1.22,
    /// https://github.com/onnx/onnx/blob/main/docs/Changelog.md).
    /// </summary>
    const int MaximumOpset = 27;

    /// <summary>The graph, and the weights that it needs; a height and width that the file leaves free are those given.</summary>
    public static (Graph Graph, Dictionary<string, Tensor> Weights) Import(ModelProto model, OnnxConstants constants, Size? inputSize)
    {
        var opset = Opset(model);
        var nodes = OnnxOrder.Sort(model.Graph);
        var context = new OnnxImportContext(model.Graph, nodes, constants, opset);
        foreach (var input in model.Graph.Input)
        {
            if (!context.IsConstant(input.Name))
                OnnxInputs.Declare(context, input, inputSize);
        }

        foreach (var proto in nodes)
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

    static void Convert(OnnxImportContext context, OnnxNode node)
    {
        if (!OnnxNode.IsStandard(node.Domain))
            throw node.Fault($"operators of the domain '{node.Domain}' are not supported");
        if (node.Output.Length == 0)
            throw node.Fault("it has no output");
        try
        {
            if (node.Operator == "Constant")
                context.Define(node, context.Read(Constant(node)));
            else if (node.Operator == "Transpose" && context.FindConstant(node.Input(0)) is { } constant && context.Find(node.Input(0)) is null)
                context.Define(node, context.Transposed(node, 0, OnnxFolding.TransposeOrder(node, constant.Shape.Length)));
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
        "Min" or "Max" => ElementwiseOperators.Bound(context, node),
        "Add" or "Sum" => context.Affine.Read(node) ?? ElementwiseOperators.Add(context, node),
        "Sub" or "Mul" or "Div" => context.Affine.Read(node) ?? throw node.Fault("this is only supported with a constant"),
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
                var (nodes, layout) = context.TryMaterialize([value])
                    ?? throw new ModelFormatException($"The output '{output.Name}' comes in an order of elements that is not supported.");
                context.Builder.Output(output.Name, nodes[0], Layouts.OfOutput(layout));
            }

            return context.Builder.Build(prune: true);
        }
        catch (GraphException e)
        {
            throw new ModelFormatException(e.Message, e);
        }
    }
}
