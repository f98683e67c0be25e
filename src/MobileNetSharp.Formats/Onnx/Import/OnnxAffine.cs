using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>
/// Add, Sub, Mul and Div with a constant number, or one for each channel, such as preprocessing within the network. What scales and
/// shifts channels is batch normalization, which the engine folds into a convolution before it; several in a row are one.
/// </summary>
sealed class OnnxAffine(OnnxImportContext context)
{
    /// <summary>A power of two, so that with a variance of 1 − ε the root is exactly 1.</summary>
    const double Epsilon = 1.0 / 1024;

    /// <summary>Arrays of double for what is known, and the weights of float, for each channel.</summary>
    const int BytesPerChannel = 96;

    readonly Dictionary<Node, (Node Input, double[] Scale, double[] Shift)> known = [];

    /// <summary>The value of such a node; null where neither or both of its inputs are constants.</summary>
    public OnnxValue? Read(OnnxNode node)
    {
        if (node.InputCount != 2 || context.Find(node.Input(0)) is null == context.Find(node.Input(1)) is null)
            return null;
        var first = context.Find(node.Input(0)) is null;
        var x = context.Value(node, first ? 1 : 0);
        context.Spend((long)x.Node.Channels * BytesPerChannel);
        var numbers = PerChannel(node, x, context.Constant(node, first ? 0 : 1));
        var (ones, zeros) = (Filled(x.Node, 1), Filled(x.Node, 0));
        var (scale, shift) = node.Operator switch
        {
            "Add" or "Sum" => (ones, numbers),
            "Sub" when first => (Filled(x.Node, -1), numbers),
            "Sub" => (ones, Array.ConvertAll(numbers, number => -number)),
            "Mul" => (numbers, zeros),
            "Div" when !first => (Array.ConvertAll(numbers, number => 1 / number), zeros),
            _ => throw node.Fault("to divide a constant by what is computed is not supported"),
        };
        return x.With(ScaleAndShift(node, x.Node, scale, shift));
    }

    /// <summary>The values of a constant for each of the node's channels; refused where it differs along another axis.</summary>
    static double[] PerChannel(OnnxNode node, OnnxValue value, Tensor constant)
    {
        if (constant.Count == 1 && constant.Shape.Length <= value.Axes.Length + 1)
            return Filled(value.Node, constant.ToFloats()[0]);
        var axis = constant.Shape.AsSpan().IndexOfAnyExcept(1) + value.Axes.Length + 1 - constant.Shape.Length;
        return axis >= 1 && constant.Count == value.Node.Channels && constant.Shape.Count(length => length != 1) == 1
            && value.Axes[axis - 1].SequenceEqual(OnnxValue.FullAxis(value.Node, Axis.Channels))
            ? Array.ConvertAll(constant.ToFloats(), number => (double)number)
            : throw node.Fault($"a constant [{string.Join(", ", constant.Shape)}] for [{string.Join(", ", value.Dims)}] is not supported, only one number or one for each channel");
    }

    Node ScaleAndShift(OnnxNode node, Node x, double[] scale, double[] shift)
    {
        if (known.TryGetValue(x, out var before))
        {
            for (var c = 0; c < scale.Length; c++)
                (scale[c], shift[c]) = (scale[c] * before.Scale[c], shift[c] + (scale[c] * before.Shift[c]));
            x = before.Input;
        }

        if (!scale.All(double.IsFinite) || !shift.All(double.IsFinite))
            throw node.Fault("a constant is not a finite number");
        var result = context.Declare(node, new BatchNorm(Epsilon), x);
        foreach (var (name, numbers) in new[] { ("weight", scale), ("bias", shift), ("running_mean", Filled(x, 0)), ("running_var", Filled(x, 1 - Epsilon)) })
            context.Weights[$"{result.Name}.{name}"] = Tensor.FromFloats([numbers.Length], Array.ConvertAll(numbers, number => (float)number));
        known.Add(result, (x, scale, shift));
        return result;
    }

    static double[] Filled(Node x, double number)
    {
        var numbers = new double[x.Channels];
        Array.Fill(numbers, number);
        return numbers;
    }
}
