using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <content>Operators with weights, and those that work element by element.</content>
sealed partial class OnnxImport
{
    View Conv(OnnxNode node)
    {
        var x = As(node, X(node), View.Chw);
        var weight = Weight(node, 1);
        if (weight.Shape is not [var channels, _, var height, var width])
            throw node.Fault("takes a kernel (out, in, height, width)");
        var kernel = new Size(height, width);
        if (Pair(node, "kernel_shape", kernel) != kernel)
            throw node.Fault($"kernel_shape is not that of the kernel, {kernel}");
        var (stride, dilation) = (Pair(node, "strides", 1), Pair(node, "dilations", 1));
        var padding = Padding(node, x.Shape.Size, kernel, stride, dilation);
        var groups = (int)Math.Clamp(node.Integer("group", 1), 0, int.MaxValue);
        var hasBias = node.Input(2).Length > 0;
        return Weighted(node, new Conv2d(channels, kernel, stride, dilation, groups, padding, hasBias), x, weight, View.Chw);
    }

    View Gemm(OnnxNode node)
    {
        if (node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1)
            throw node.Fault("alpha and beta other than 1 are not supported");
        node.Expect("transA", 0);
        return Linear(node, node.Flag("transB"), node.Input(2).Length > 0);
    }

    /// <summary>A product with a constant matrix; where only an addition of a constant reads it, that is its bias.</summary>
    View MatMul(OnnxNode node)
    {
        if (readers[node.Output].ToArray() is not [{ OpType: "Add", Input.Count: 2, Output.Count: 1 } add]
            || !IsStandard(add.Domain) || outputs.Contains(node.Output))
        {
            return Linear(node, isTransposed: false, hasBias: false);
        }

        var bias = add.Input[add.Input[0] == node.Output ? 1 : 0];
        if (!constants.TryGet(bias, out var tensor) || !IsVector(tensor, Weight(node, 1).Shape.LastOrDefault()))
            return Linear(node, isTransposed: false, hasBias: false);
        done.Add(add);
        var view = Linear(node, isTransposed: false, hasBias: true, bias);
        Set(Free(new OnnxNode(add)), view);
        return view;
    }

    /// <summary>A fully connected layer, or, over a map that was flattened in ONNX's order (C,H,W), the convolution that it is.</summary>
    View Linear(OnnxNode node, bool isTransposed, bool hasBias, string? bias = null)
    {
        var view = X(node);
        var weight = Weight(node, 1);
        if (view.Axes.Length != 1 || weight.Shape.Length != 2)
            throw node.Fault("takes (N,C) and a constant matrix");
        if (!isTransposed)
            weight = constants.Transposed(node.Input(1), weight);
        var channels = weight.Shape[0];
        var (inputs, size) = (view.Node.Channels, view.Node.Shape.Size);
        if (TryAs(view, View.C, mayMove: true) is { } x)
            return Weighted(node, new Linear(channels, hasBias), x, weight, View.C, bias);
        if (!view.Order.SequenceEqual(View.Merge(View.Chw.SelectMany(axis => View.Whole(view.Node, axis))))
            || weight.Shape[1] != view.Node.Shape.CountPerImage || weight.Quantization?.Axis is > 0)
        {
            throw node.Fault("its input comes in an order of elements that is not supported");
        }

        weight = weight.Reshape([channels, inputs, size.Height, size.Width]);
        return Weighted(node, new Conv2d(channels, size, 1, 1, 1, Graphs.Padding.None, hasBias), view.Node, weight, View.C, bias);
    }

    View Weighted(OnnxNode node, Op op, Node x, Tensor weight, ImmutableArray<Axis> layout, string? bias = null)
    {
        var result = builder.Node(NameOf(node), op, x);
        weights[$"{result.Name}.weight"] = weight;
        if (op is Conv2d { HasBias: true } or Graphs.Linear { HasBias: true })
        {
            var tensor = bias is null ? Weight(node, 2) : constants.TryGet(bias, out var found) ? found : throw node.Fault("its bias is missing");
            weights[$"{result.Name}.bias"] = Vector(node, tensor, result.Channels);
        }

        return View.Of(result, layout);
    }

    View BatchNorm(OnnxNode node)
    {
        node.Ignore("momentum");
        node.Expect("spatial", 1);
        node.Expect("training_mode", 0);
        if (node.OutputCount > 1)
            throw node.Fault("the outputs of training are not supported");
        var view = X(node);
        var layout = view.Axes.Length switch { 1 => View.C, 2 => View.Ch, _ => View.Chw };
        var result = builder.Node(NameOf(node), new BatchNorm(Exact(node.Float("epsilon", 1e-5f))), As(node, view, layout));
        var index = 1;
        foreach (var name in (ReadOnlySpan<string>)["weight", "bias", "running_mean", "running_var"])
            weights[$"{result.Name}.{name}"] = Vector(node, Weight(node, index++), result.Channels);
        return View.Of(result, layout);
    }

    /// <summary>An op that keeps every element in its place, so that the layout does not matter.</summary>
    View Pointwise(OnnxNode node, Op op)
    {
        var x = X(node);
        return x.With(builder.Node(Unique(node.Name), op, x.Node));
    }

    Activation Clip(OnnxNode node)
    {
        var (minimum, maximum) = opset < 11
            ? (node.Float("min", float.MinValue), node.Float("max", float.MaxValue))
            : (Scalar(node, 1, float.MinValue), Scalar(node, 2, float.MaxValue));
        minimum = minimum == float.MinValue ? float.NegativeInfinity : minimum;
        maximum = maximum == float.MaxValue ? float.PositiveInfinity : maximum;
        return (minimum, maximum) switch
        {
            (0, 6) => Activation.Relu6,
            (0, float.PositiveInfinity) => Activation.Relu,
            _ => Activation.Clamp(minimum, maximum),
        };
    }

    Dropout Dropout(OnnxNode node)
    {
        node.Ignore("seed");
        if (node.Input(2).Length > 0 && Weight(node, 2).ToFloats() is not [0])
            throw node.Fault("training_mode is not supported");
        return new Dropout(Exact(opset < 12 ? node.Float("ratio", 0.5f) : Scalar(node, 1, 0.5f)));
    }

    View Cast(OnnxNode node)
    {
        node.Ignore("saturate");
        var to = (Schema.TensorProto.Types.DataType)node.Integer("to", 0);
        return to is Schema.TensorProto.Types.DataType.Float or Schema.TensorProto.Types.DataType.Float16
            ? X(node)
            : throw node.Fault($"a cast to {to} is not supported");
    }

    View Add(OnnxNode node)
    {
        if (node.InputCount != 2)
            throw node.Fault($"adds two inputs, has {node.InputCount}");
        var (a, b) = (X(node), X(node, 1));
        if (a.Node.Shape == b.Node.Shape && SameAxes(a, b))
            return a.With(builder.Add(Unique(node.Name), a.Node, b.Node));
        var (nodes, layout) = TryAll([a, b]) ?? throw node.Fault($"[{string.Join(", ", a.Dims)}] and [{string.Join(", ", b.Dims)}] do not fit");
        return View.Of(builder.Add(Unique(node.Name), nodes[0], nodes[1]), layout);
    }

    static bool SameAxes(View a, View b) =>
        a.Axes.Length == b.Axes.Length && a.Axes.Zip(b.Axes).All(pair => pair.First.SequenceEqual(pair.Second));

    float Scalar(OnnxNode node, int index, float otherwise)
    {
        if (node.Input(index).Length == 0)
            return otherwise;
        return Weight(node, index) is { Count: 1 } tensor ? tensor.ToFloats()[0] : throw node.Fault($"its input '{node.Input(index)}' must be one number");
    }

    /// <summary>Whether the tensor is one number for each channel: (C), or (1, C).</summary>
    static bool IsVector(Tensor tensor, int count) => tensor.Count == count && (count == 1 || tensor.Shape[^1] == count)
        && (tensor.Quantization?.Axis is null || tensor.Shape.Length == 1);

    static Tensor Vector(OnnxNode node, Tensor tensor, int count) => IsVector(tensor, count)
        ? tensor.Reshape([count])
        : throw node.Fault($"a weight has the shape [{string.Join(", ", tensor.Shape)}], [{count}] is needed");

    /// <summary>The number that was meant: ONNX stores 0.001 as the nearest float.</summary>
    static double Exact(float value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
