using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>The arithmetic on sizes and scales that exporters write where the size of the input is free.</summary>
static class OnnxArithmetic
{
    /// <summary>What the node computes from constants of a few elements; null for an operator that is not computed here.</summary>
    public static Tensor? Compute(OnnxNode node, ReadOnlySpan<Tensor> inputs) => (node.Operator, inputs.Length) switch
    {
        ("Add" or "Sub" or "Mul" or "Div" or "Mod" or "Min" or "Max", 2) => Binary(node, inputs[0], inputs[1]),
        ("Floor" or "Ceil" or "Neg" or "Abs" or "Sqrt", 1) => Unary(node, inputs[0]),
        ("ReduceProd", 1 or 2) => Product(node, inputs),
        _ => null,
    };

    static Tensor Binary(OnnxNode node, Tensor a, Tensor b)
    {
        if (node.Operator == "Mod")
            node.Expect("fmod", 0);
        if (a.Count == 0 || b.Count == 0 || (!HaveSameAxes(a, b) && a.Count != 1 && b.Count != 1))
            throw node.Fault($"constants of [{string.Join(", ", a.Shape)}] and [{string.Join(", ", b.Shape)}] do not fit");
        var shape = a.Count > b.Count || (a.Count == b.Count && a.Shape.Length >= b.Shape.Length) ? a.Shape : b.Shape;
        var count = Math.Max(a.Count, b.Count);
        if (IsInteger(a) != IsInteger(b))
            throw node.Fault($"takes two constants of one type, not {a.Type} and {b.Type}");
        if (IsInteger(a))
        {
            var (x, y) = (OnnxLists.Elements(node, a), OnnxLists.Elements(node, b));
            return Tensor.FromInt64(shape, [.. Enumerable.Range(0, count).Select(i => Integer(node, x[i % x.Length], y[i % y.Length]))]);
        }

        var (u, v) = (Floats(node, a), Floats(node, b));
        return Tensor.FromFloats(shape, [.. Enumerable.Range(0, count).Select(i => Float(node, u[i % u.Length], v[i % v.Length]))]);
    }

    /// <summary>Sums wrap around, as in ONNX; a quotient is cut to a whole number.</summary>
    static long Integer(OnnxNode node, long a, long b) => node.Operator switch
    {
        "Add" => unchecked(a + b),
        "Sub" => unchecked(a - b),
        "Mul" => unchecked(a * b),
        "Min" => Math.Min(a, b),
        "Max" => Math.Max(a, b),
        _ when b is 0 or -1 => throw node.Fault($"{a} by {b} is not supported"),
        "Div" => a / b,
        _ => ((a % b) + b) % b,
    };

    static float Float(OnnxNode node, float a, float b) => node.Operator switch
    {
        "Add" => a + b,
        "Sub" => a - b,
        "Mul" => a * b,
        "Min" => Math.Min(a, b),
        "Max" => Math.Max(a, b),
        "Div" => a / b,
        _ => throw node.Fault("takes whole numbers"),
    };

    static Tensor Unary(OnnxNode node, Tensor tensor)
    {
        if (IsInteger(tensor))
        {
            return Tensor.FromInt64(tensor.Shape, [.. OnnxLists.Elements(node, tensor).Select(value => node.Operator switch
            {
                "Neg" => unchecked(-value),
                "Abs" => value == long.MinValue ? value : Math.Abs(value),
                _ => throw node.Fault("takes floats"),
            })]);
        }

        return Tensor.FromFloats(tensor.Shape, [.. Floats(node, tensor).Select(value => node.Operator switch
        {
            "Floor" => MathF.Floor(value),
            "Ceil" => MathF.Ceiling(value),
            "Sqrt" => MathF.Sqrt(value),
            "Abs" => MathF.Abs(value),
            _ => -value,
        })]);
    }

    static Tensor Product(OnnxNode node, ReadOnlySpan<Tensor> inputs)
    {
        node.Expect("noop_with_empty_axes", 0);
        var axes = inputs.Length > 1 ? [.. OnnxLists.Integers(node, inputs[1])] : node.Integers("axes");
        if (inputs[0].Shape.Length != 1 || axes is not (null or [0 or -1]))
            throw node.Fault("takes the product of a list");
        var product = OnnxLists.Elements(node, inputs[0]).Aggregate(1L, (all, value) => unchecked(all * value));
        return Tensor.FromInt64(node.Flag("keepdims", true) ? [1] : [], [product]);
    }

    /// <summary>But for axes of length 1 before them. Others, such as [2, 1] and [1, 2], would make a table.</summary>
    static bool HaveSameAxes(Tensor a, Tensor b) =>
        a.Count == b.Count && a.Shape.SkipWhile(length => length == 1).SequenceEqual(b.Shape.SkipWhile(length => length == 1));

    static bool IsInteger(Tensor tensor) => tensor.Type is ElementType.Int64 or ElementType.Int32;

    static ImmutableArray<float> Floats(OnnxNode node, Tensor tensor) => tensor.Count is > 0 and <= OnnxLists.MaximumCount
        ? [.. tensor.ToFloats()]
        : throw node.Fault($"takes a few numbers, not a constant [{string.Join(", ", tensor.Shape)}]");
}
