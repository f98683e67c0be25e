using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Operators with weights: Conv, Gemm, MatMul, BatchNormalization.</summary>
static class LayerOperators
{
    public static OnnxValue Conv(OnnxImportContext context, OnnxNode node)
    {
        var x = context.Image(node);
        var weight = context.Constant(node, 1);
        if (weight.Shape is not [var channels, _, var height, var width])
            throw node.Fault("takes a kernel (out, in, height, width)");
        var kernel = new Size(height, width);
        if (node.Size("kernel_shape", kernel) != kernel)
            throw node.Fault($"kernel_shape is not that of the kernel, {kernel}");
        var (stride, dilation) = (node.Size("strides", 1), node.Size("dilations", 1));
        var padding = SpatialOperators.Pads(node, x.Shape.Size, kernel, stride, dilation);
        var groups = (int)Math.Clamp(node.Integer("group", 1), 0, int.MaxValue);
        var hasBias = node.Input(2).Length > 0;
        return Weighted(context, node, new Conv2d(channels, kernel, stride, dilation, groups, padding, hasBias), x, weight, Layouts.Chw);
    }

    public static OnnxValue Gemm(OnnxImportContext context, OnnxNode node)
    {
        if (node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1)
            throw node.Fault("alpha and beta other than 1 are not supported");
        node.Expect("transA", 0);
        return Linear(context, node, node.Flag("transB"), node.Input(2).Length > 0);
    }

    /// <summary>A product with a constant matrix; where only an addition of a constant reads it, that is its bias.</summary>
    public static OnnxValue MatMul(OnnxImportContext context, OnnxNode node)
    {
        if (context.OnlyReader(node.Output) is not { OpType: "Add", Input.Count: 2, Output.Count: 1 } add || !OnnxNode.IsStandard(add.Domain))
            return Linear(context, node, isTransposed: false, hasBias: false);

        var bias = add.Input[add.Input[0] == node.Output ? 1 : 0];
        if (context.FindConstant(bias) is not { } tensor || !IsVector(tensor, context.Constant(node, 1).Shape.LastOrDefault()))
            return Linear(context, node, isTransposed: false, hasBias: false);
        context.Skip(add);
        var value = Linear(context, node, isTransposed: false, hasBias: true, tensor);
        context.Define(new OnnxNode(add), value);
        return value;
    }

    public static OnnxValue BatchNormalization(OnnxImportContext context, OnnxNode node)
    {
        // In training mode it would normalize by the batch and put out new statistics too. For inference both modes mean the
        // running statistics; a node that reads the other outputs finds none.
        node.Ignore("momentum");
        node.Ignore("training_mode");
        node.Expect("spatial", 1);
        var value = context.Value(node);
        var layout = value.Axes.Length switch { 1 => Layouts.C, 2 => Layouts.Ch, _ => Layouts.Chw };
        var op = new BatchNorm(OnnxNode.Exact(node.Float("epsilon", 1e-5f)));
        var result = context.DeclareLayer(node, op, context.Materialize(node, value, layout));
        var index = 1;
        foreach (var name in (ReadOnlySpan<string>)["weight", "bias", "running_mean", "running_var"])
            context.Weights[$"{result.Name}.{name}"] = Vector(node, context.Constant(node, index++), result.Channels);
        return OnnxValue.FromNode(result, layout);
    }

    /// <summary>A fully connected layer, or, over a map that was flattened in ONNX's order (C,H,W), the convolution that it is.</summary>
    static OnnxValue Linear(OnnxImportContext context, OnnxNode node, bool isTransposed, bool hasBias, Tensor? bias = null)
    {
        var value = context.Value(node);
        var weight = context.Constant(node, 1);
        if (value.Axes.Length != 1 || weight.Shape.Length != 2)
            throw node.Fault("takes (N,C) and a constant matrix");
        if (!isTransposed)
            weight = context.Transposed(node, 1, [1, 0]);
        var channels = weight.Shape[0];
        var (inputs, size) = (value.Node.Channels, value.Node.Shape.Size);
        if (context.TryMaterialize(value, Layouts.C) is { } x)
            return Weighted(context, node, new Linear(channels, hasBias), x, weight, Layouts.C, bias);
        if (!value.ElementOrder.SequenceEqual(OnnxValue.Coalesce(Layouts.Chw.SelectMany(axis => OnnxValue.FullAxis(value.Node, axis))))
            || weight.Shape[1] != value.Node.Shape.CountPerImage || weight.Quantization?.Axis is > 0)
        {
            throw node.Fault("its input comes in an order of elements that is not supported");
        }

        weight = weight.Reshape([channels, inputs, size.Height, size.Width]);
        return Weighted(context, node, new Conv2d(channels, size, 1, 1, 1, Graphs.Padding.None, hasBias), value.Node, weight, Layouts.C, bias);
    }

    static OnnxValue Weighted(OnnxImportContext context, OnnxNode node, Op op, Node x, Tensor weight, ImmutableArray<Axis> layout, Tensor? bias = null)
    {
        var result = context.DeclareLayer(node, op, x);
        context.Weights[$"{result.Name}.weight"] = weight;
        if (op is Conv2d { HasBias: true } or Graphs.Linear { HasBias: true })
            context.Weights[$"{result.Name}.bias"] = Vector(node, bias ?? context.Constant(node, 2), result.Channels);
        return OnnxValue.FromNode(result, layout);
    }

    /// <summary>Whether the tensor is one number for each channel: (C), or (1, C).</summary>
    static bool IsVector(Tensor tensor, int count) => tensor.Count == count && (count == 1 || tensor.Shape[^1] == count)
        && (tensor.Quantization?.Axis is null || tensor.Shape.Length == 1);

    static Tensor Vector(OnnxNode node, Tensor tensor, int count) => IsVector(tensor, count)
        ? tensor.Reshape([count])
        : throw node.Fault($"a weight has the shape [{string.Join(", ", tensor.Shape)}], [{count}] is needed");
}
