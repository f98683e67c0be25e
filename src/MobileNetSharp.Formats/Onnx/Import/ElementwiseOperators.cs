using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Operators that keep the shape: element by element, or over the channels of each pixel.</summary>
static class ElementwiseOperators
{
    /// <summary>An op that keeps every element in its place, so that the layout does not matter.</summary>
    public static OnnxValue Pointwise(OnnxImportContext context, OnnxNode node, Op op)
    {
        var x = context.Value(node);
        return x.With(context.Declare(node, op, x.Node));
    }

    public static Activation Clip(OnnxImportContext context, OnnxNode node)
    {
        var (minimum, maximum) = context.Opset < 11
            ? (node.Float("min", float.MinValue), node.Float("max", float.MaxValue))
            : (context.Scalar(node, 1, float.MinValue), context.Scalar(node, 2, float.MaxValue));
        minimum = minimum == float.MinValue ? float.NegativeInfinity : minimum;
        maximum = maximum == float.MaxValue ? float.PositiveInfinity : maximum;
        return (minimum, maximum) switch
        {
            (0, 6) => Activation.Relu6,
            (0, float.PositiveInfinity) => Activation.Relu,
            _ => Activation.Clamp(minimum, maximum),
        };
    }

    /// <summary>The smaller or the larger of the value and a constant number.</summary>
    public static OnnxValue Bound(OnnxImportContext context, OnnxNode node)
    {
        if (node.InputCount != 2)
            throw node.Fault("takes a value and a number");
        var value = context.Find(node.Input(0)) is null ? 1 : 0;
        var bound = context.Scalar(node, 1 - value, 0);
        var (x, isMinimum) = (context.Value(node, value), node.Operator == "Max");
        var op = isMinimum && bound == 0 ? Activation.Relu
            : isMinimum ? Activation.Clamp(bound, float.PositiveInfinity)
            : Activation.Clamp(float.NegativeInfinity, bound);
        return x.With(context.Declare(node, op, x.Node));
    }

    /// <summary>h-swish as it is written below operator set 14: a hard sigmoid that is only multiplied by its own input.</summary>
    public static OnnxValue HardSigmoid(OnnxImportContext context, OnnxNode node)
    {
        const float Sixth = 1f / 6;
        if (MathF.Abs(node.Float("alpha", 0.2f) - Sixth) > 1e-6f || node.Float("beta", 0.5f) != 0.5f
            || context.OnlyReader(node.Output) is not { OpType: "Mul", Input.Count: 2, Output.Count: 1 } product
            || !OnnxNode.IsStandard(product.Domain)
            || product.Input[product.Input[0] == node.Output ? 1 : 0] != node.Input(0))
        {
            throw node.Fault("only a hard sigmoid of x/6 + 0.5 that is multiplied by x (HardSwish) is supported");
        }

        context.Skip(product);
        var value = Pointwise(context, node, Activation.HardSwish);
        context.Define(new OnnxNode(product), value);
        return value;
    }

    /// <summary>Dropout, which passes everything on in inference, whether or not the file was exported for training.</summary>
    public static Dropout Dropout(OnnxImportContext context, OnnxNode node)
    {
        node.Ignore("seed");
        return new Dropout(OnnxNode.Exact(context.Opset < 12 ? node.Float("ratio", 0.5f) : context.Scalar(node, 1, 0.5f)));
    }

    public static OnnxValue Cast(OnnxImportContext context, OnnxNode node)
    {
        node.Ignore("saturate");
        node.Ignore("round_mode");
        var to = (TensorProto.Types.DataType)node.Integer("to", 0);
        return to is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16
            ? context.Value(node)
            : throw node.Fault($"a cast to {to} is not supported");
    }

    public static OnnxValue Add(OnnxImportContext context, OnnxNode node)
    {
        if (node.InputCount != 2)
            throw node.Fault($"adds two inputs, has {node.InputCount}");
        var (a, b) = (context.Value(node), context.Value(node, 1));
        if (a.Node.Shape == b.Node.Shape && SameAxes(a, b))
            return a.With(context.Declare(node, new Add(), a.Node, b.Node));
        var (nodes, layout) = context.TryMaterialize([a, b]) ?? throw node.Fault($"[{string.Join(", ", a.Dims)}] and [{string.Join(", ", b.Dims)}] do not fit");
        return context.Declare(node, new Add(), layout, nodes);
    }

    public static OnnxValue Softmax(OnnxImportContext context, OnnxNode node)
    {
        var value = context.Value(node);
        var rank = value.Axes.Length + 1;
        var axis = node.Integer("axis", context.Opset < 13 ? 1 : -1);
        axis = axis < 0 ? axis + rank : axis;
        // Before operator set 13 softmax ran over all axes from the given one on, which is the same for the last.
        if (axis < 1 || axis >= rank || (context.Opset < 13 && axis != rank - 1 && value.Axes.Skip((int)axis).Any(subAxes => !subAxes.IsEmpty)))
            throw node.Fault($"axis {axis} is not supported");
        return OverChannels(context, node, value, axis, new Softmax());
    }

    public static OnnxValue LpNormalization(OnnxImportContext context, OnnxNode node)
    {
        node.Expect("p", 2);
        var value = context.Value(node);
        var axis = node.Integer("axis", -1) is var given && given < 0 ? given + value.Axes.Length + 1 : given;
        return axis >= 1 && axis <= value.Axes.Length
            ? OverChannels(context, node, value, axis, new L2Normalization())
            : throw node.Fault($"axis {axis} is not supported");
    }

    /// <summary>An op that works on the channels of each pixel, where the axis of the file is ours of channels.</summary>
    static OnnxValue OverChannels(OnnxImportContext context, OnnxNode node, OnnxValue value, long axis, Op op)
    {
        foreach (var layout in value.PossibleLayouts)
        {
            if (layout[(int)axis - 1] == Axis.Channels && context.TryMaterialize(value, layout) is { } x)
                return context.Declare(node, op, layout, x);
        }

        throw node.Fault($"axis {axis} is not supported");
    }

    static bool SameAxes(OnnxValue a, OnnxValue b) =>
        a.Axes.Length == b.Axes.Length && a.Axes.Zip(b.Axes).All(pair => pair.First.SequenceEqual(pair.Second));
}
