using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>
/// Operators over constants: weights in another form, and the arithmetic on shapes that exporters write around Reshape and
/// Resize.
/// </summary>
static class OnnxFolding
{
    /// <summary>Shapes have a few elements; more would let a small file compute large constants.</summary>
    public const int MaximumCount = 64;

    /// <summary>What the node computes from constants; null for an operator that is not computed here.</summary>
    public static Tensor? Fold(OnnxNode node, ReadOnlySpan<Tensor> inputs, int opset)
    {
        switch (node.Operator)
        {
            case "Identity":
                return inputs[0];
            case "Cast":
                return Cast(node, inputs[0]);
            case "DequantizeLinear" when inputs.Length is 2 or 3:
                return Dequantize(node, inputs);
            case "Shape":
                return Shape(node, inputs[0].Shape);
            case "Reshape" when inputs.Length == 2:
                return Reshaped(node, inputs[0], Integers(node, inputs[1]));
            case "Unsqueeze" or "Squeeze":
                return Squeezed(node, inputs);
            case "Gather" when inputs.Length == 2:
                node.Expect("axis", 0);
                return Gather(node, Integers(node, inputs[0]), Integers(node, inputs[1]), inputs[1].Shape);
            case "Concat":
                node.Integer("axis", 0);
                return Join(node, inputs);
            case "Slice":
                return Slice(node, inputs, opset);
            case "ConstantOfShape":
                return Filled(node, inputs[0]);
            default:
                return OnnxArithmetic.Compute(node, inputs);
        }
    }

    /// <summary>The elements of a shape or a list of axes.</summary>
    public static ImmutableArray<long> Integers(OnnxNode node, Tensor tensor)
    {
        if (tensor.Shape.Length > 1)
            throw node.Fault($"takes a short list of integers, not a tensor [{string.Join(", ", tensor.Shape)}]");
        return Elements(node, tensor);
    }

    /// <summary>The elements of a few integers, whatever their shape.</summary>
    public static ImmutableArray<long> Elements(OnnxNode node, Tensor tensor)
    {
        if (tensor.Count > MaximumCount)
            throw node.Fault($"takes a few integers, not a tensor [{string.Join(", ", tensor.Shape)}]");
        return tensor.Type switch
        {
            ElementType.Int64 => [.. tensor.As<long>()],
            ElementType.Int32 => [.. tensor.As<int>().ToArray().Select(value => (long)value)],
            _ => throw node.Fault($"takes integers, not {tensor.Type}"),
        };
    }

    /// <summary>The shape as a constant, or the part of it that the node asks for.</summary>
    public static Tensor Shape(OnnxNode node, ImmutableArray<int> dims)
    {
        var (start, end) = Range(node.Integer("start", 0), node.Integer("end", dims.Length), dims.Length);
        return Vector(node, [.. dims[start..end].Select(dim => (long)dim)]);
    }

    /// <summary>A constant with its axes in another order, <paramref name="order"/> by the old ones.</summary>
    public static Tensor Transpose(Tensor tensor, ReadOnlySpan<int> order)
    {
        var (rank, size) = (tensor.Shape.Length, tensor.Type.SizeBytes());
        var shape = new int[rank];
        var steps = new int[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            shape[axis] = tensor.Shape[order[axis]];
            steps[axis] = tensor.Shape.AsSpan()[(order[axis] + 1)..].ToArray().Aggregate(size, (product, length) => product * length);
        }

        var source = tensor.Bytes.Span;
        var bytes = new byte[source.Length];
        Span<int> position = stackalloc int[rank];
        for (var (to, from) = (0, 0); to < bytes.Length; to += size)
        {
            source.Slice(from, size).CopyTo(bytes.AsSpan(to));
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++position[axis] < shape[axis])
                    break;
                from -= steps[axis] * shape[axis];
                position[axis] = 0;
            }
        }

        var quantization = tensor.Quantization is { Axis: { } old } perAxis ? perAxis with { Axis = order.IndexOf(old) } : tensor.Quantization;
        return new Tensor(tensor.Type, [.. shape], bytes, quantization);
    }

    /// <summary>The order of Transpose: by default the axes reversed.</summary>
    public static int[] TransposeOrder(OnnxNode node, int rank)
    {
        var order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        return rank <= OnnxValue.MaximumRank && order.Length == rank && order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis))
            ? Array.ConvertAll(order, axis => (int)axis)
            : throw node.Fault($"the order [{string.Join(", ", order)}] is not one of {rank} axes");
    }

    /// <summary>
    /// A tensor represents real numbers already, so a cast that keeps every value keeps the tensor; a few numbers, which may be
    /// calculated with, are converted.
    /// </summary>
    static Tensor Cast(OnnxNode node, Tensor tensor)
    {
        node.Ignore("saturate");
        node.Ignore("round_mode");
        var to = (TensorProto.Types.DataType)node.Integer("to", 0);
        var integers = tensor.Type is ElementType.Int64 or ElementType.Int32;
        if (integers && to == TensorProto.Types.DataType.Float && tensor.Count <= MaximumCount)
            return Tensor.FromFloats(tensor.Shape, tensor.ToFloats());
        if (tensor.Type == ElementType.Float32 && to is TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Int32 && tensor.Count <= MaximumCount)
            return Tensor.FromInt64(tensor.Shape, Array.ConvertAll(tensor.ToFloats(), value => (long)value));
        if (to == TensorProto.Types.DataType.Float || to == OnnxTensors.Type(tensor.Type)
            || (integers && to is TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Int32))
        {
            return tensor;
        }

        throw node.Fault($"a cast from {tensor.Type} to {to} is not supported");
    }

    static Tensor Dequantize(OnnxNode node, ReadOnlySpan<Tensor> inputs)
    {
        var (x, scale) = (inputs[0], inputs[1]);
        if (x.Quantization is not null || scale.Type != ElementType.Float32 || scale.Shape.Length > 1)
            throw node.Fault("takes integers, and a float32 scale or a list of them");
        var axis = (int)Math.Clamp(node.Integer("axis", 1), -OnnxValue.MaximumRank, OnnxValue.MaximumRank);
        var zeroPoints = new long[scale.Count];
        if (inputs.Length > 2)
        {
            if (inputs[2].Type != x.Type || inputs[2].Count != scale.Count)
                throw node.Fault("takes as many zero points as scales, of the type that they belong to");
            var values = inputs[2].ToFloats();
            for (var i = 0; i < values.Length; i++)
                zeroPoints[i] = x.Type == ElementType.Int32 ? inputs[2].As<int>()[i] : (long)values[i];
        }

        return Quantized(node, x, new Quantization(
            x.Type, [.. scale.As<float>()], [.. zeroPoints],
            scale.Count == 1 ? null : axis < 0 ? axis + x.Shape.Length : axis));
    }

    /// <summary>The tensor under a quantization that fits it.</summary>
    public static Tensor Quantized(OnnxNode node, Tensor tensor, Quantization quantization)
    {
        try
        {
            return new Tensor(tensor.Type, tensor.Shape, tensor.Bytes, quantization);
        }
        catch (ArgumentException e)
        {
            throw node.Fault(e.Message, e);
        }
    }

    static Tensor Filled(OnnxNode node, Tensor shape)
    {
        var value = node.Tensor("value") is { } given ? OnnxTensors.Read(given) : Tensor.FromFloats([], [0]);
        var lengths = Integers(node, shape);
        var isSmall = lengths.Length <= OnnxValue.MaximumRank && lengths.All(length => length is >= 0 and <= MaximumCount);
        var count = isSmall ? lengths.Aggregate(1L, (product, length) => product * length) : long.MaxValue;
        if (value.Count != 1 || count > MaximumCount)
            throw node.Fault($"a constant of the shape [{string.Join(", ", lengths)}] is not supported");
        var bytes = new byte[count * value.Bytes.Length];
        for (var i = 0; i < count; i++)
            value.Bytes.Span.CopyTo(bytes.AsSpan(i * value.Bytes.Length));
        return new Tensor(value.Type, [.. lengths.Select(length => (int)length)], bytes);
    }

    static Tensor Reshaped(OnnxNode node, Tensor tensor, ImmutableArray<long> shape)
    {
        if (tensor.Quantization?.Axis is not null)
            throw node.Fault("to reshape weights with a scale per channel is not supported");
        return tensor.Reshape(Resolve(node, shape, tensor.Shape, node.Flag("allowzero")));
    }

    /// <summary>The shape that Reshape asks for: 0 keeps an axis, −1 is what is left.</summary>
    public static ImmutableArray<int> Resolve(OnnxNode node, ImmutableArray<long> shape, ImmutableArray<int> dims, bool allowsZero)
    {
        if (shape.Length is 0 or > OnnxValue.MaximumRank)
            throw node.Fault($"{shape.Length} axes are not supported");
        var resolved = shape.ToArray();
        for (var i = 0; i < resolved.Length; i++)
        {
            if (resolved[i] == 0 && !allowsZero)
                resolved[i] = i < dims.Length ? dims[i] : throw node.Fault($"there is no axis {i} to keep");
        }

        var count = dims.Aggregate(1L, (product, dim) => product * dim);
        var open = Array.IndexOf(resolved, -1);
        var known = 1L;
        for (var i = 0; i < resolved.Length && known <= int.MaxValue; i++)
            known = i == open ? known : resolved[i] is >= 0 and <= int.MaxValue ? known * resolved[i] : long.MaxValue;
        if (open >= 0 && known > 0 && count % known == 0)
            (resolved[open], known) = (count / known, count);
        if (known != count)
            throw node.Fault($"[{string.Join(", ", dims)}] does not fit [{string.Join(", ", shape)}]");
        return [.. resolved.Select(dim => (int)dim)];
    }

    /// <summary>The axes of Squeeze and Unsqueeze: an attribute, later an input.</summary>
    public static ImmutableArray<int> Squeeze(OnnxNode node, ImmutableArray<int> dims, ImmutableArray<long>? given)
    {
        if (node.Operator == "Squeeze")
        {
            var gone = given?.Select(axis => axis < 0 ? axis + dims.Length : axis).ToHashSet();
            if (gone is not null && gone.Any(axis => axis < 0 || axis >= dims.Length || dims[(int)axis] != 1))
                throw node.Fault("an axis to remove must be there and have length 1");
            return [.. dims.Where((dim, axis) => gone is null ? dim != 1 : !gone.Contains(axis))];
        }

        var rank = dims.Length + (given?.Length ?? 0);
        var added = (given ?? []).Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        if (rank > OnnxValue.MaximumRank || added.Count != rank - dims.Length || added.Any(axis => axis < 0 || axis >= rank))
            throw node.Fault("the axes to add are invalid");
        var next = 0;
        return [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : dims[next++])];
    }

    static Tensor Squeezed(OnnxNode node, ReadOnlySpan<Tensor> inputs)
    {
        var axes = inputs.Length > 1 ? Integers(node, inputs[1]) : node.Integers("axes")?.ToImmutableArray();
        if (inputs[0].Quantization?.Axis is not null)
            throw node.Fault("to reshape weights with a scale per channel is not supported");
        return inputs[0].Reshape(Squeeze(node, inputs[0].Shape, axes));
    }

    static Tensor Gather(OnnxNode node, ImmutableArray<long> data, ImmutableArray<long> indices, ImmutableArray<int> shape)
    {
        if (indices.Any(index => index < -data.Length || index >= data.Length))
            throw node.Fault($"an index is outside the {data.Length} elements");
        return Tensor.FromInt64(shape, [.. indices.Select(index => data[(int)(index < 0 ? index + data.Length : index)])]);
    }

    /// <summary>Short lists of one type, one after the other.</summary>
    static Tensor Join(OnnxNode node, ReadOnlySpan<Tensor> inputs)
    {
        var (type, count, bytes) = (inputs[0].Type, 0, new List<byte>());
        foreach (var input in inputs)
        {
            count += input.Count;
            if (input.Shape.Length != 1 || input.Type != type || input.Quantization is not null || count > MaximumCount)
                throw node.Fault("joins short lists of one type only");
            bytes.AddRange(input.Bytes.Span);
        }

        return new Tensor(type, [count], bytes.ToArray());
    }

    /// <summary>Some of the elements of a list, or of the rows of a small table.</summary>
    static Tensor Slice(OnnxNode node, ReadOnlySpan<Tensor> inputs, int opset)
    {
        var data = inputs[0];
        var bounds = new List<ImmutableArray<long>>();
        foreach (var input in inputs[1..])
            bounds.Add(Integers(node, input));
        if (opset < 10)
            bounds = [[.. node.Integers("starts") ?? []], [.. node.Integers("ends") ?? []], [.. node.Integers("axes") ?? [0]]];
        if (data.Count > MaximumCount || data.Shape.IsEmpty || bounds.Count < 2 || bounds.Any(bound => bound.Length != 1)
            || (bounds.Count > 2 && bounds[2][0] != 0 && bounds[2][0] != -data.Shape.Length) || (bounds.Count > 3 && bounds[3][0] == 0))
        {
            throw node.Fault("takes one range along the first axis of a small constant");
        }

        var length = data.Shape[0];
        var step = bounds.Count > 3 ? Math.Clamp(bounds[3][0], -length - 1, length + 1) : 1;
        var (lowest, highest) = step > 0 ? (0, length) : (-1, length - 1);
        var (start, end) = (Position(bounds[0][0]), Position(bounds[1][0]));
        var (source, size, bytes) = (data.Bytes, length == 0 ? 0 : data.Bytes.Length / length, new List<byte>());
        var rows = 0;
        for (var row = start; step > 0 ? row < end : row > end; row += step, rows++)
            bytes.AddRange(source.Span.Slice((int)row * size, size));
        return new Tensor(data.Type, [rows, .. data.Shape.AsSpan()[1..]], bytes.ToArray());

        long Position(long given) => Math.Clamp(given < 0 ? given + length : given, lowest, highest);
    }

    static (int Start, int End) Range(long start, long end, int length)
    {
        var from = (int)Math.Clamp(start < 0 ? start + length : start, 0, length);
        return (from, (int)Math.Clamp(end < 0 ? end + length : end, from, length));
    }

    static Tensor Vector(OnnxNode node, ImmutableArray<long> values) => values.Length <= MaximumCount
        ? Tensor.FromInt64([values.Length], values.AsSpan())
        : throw node.Fault("a list of shapes is too long");
}
