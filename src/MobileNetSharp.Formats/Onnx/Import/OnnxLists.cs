using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Constants of a few elements: shapes, axes, sizes and amounts of padding, and what exporters put them together by.</summary>
static class OnnxLists
{
    /// <summary>Shapes have a few elements; more would let a small file compute large constants.</summary>
    public const int MaximumCount = 64;

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

    /// <summary>The elements of a list at some indices.</summary>
    public static Tensor Gather(OnnxNode node, ImmutableArray<long> data, ImmutableArray<long> indices, ImmutableArray<int> shape)
    {
        if (indices.Any(index => index < -data.Length || index >= data.Length))
            throw node.Fault($"an index is outside the {data.Length} elements");
        return Tensor.FromInt64(shape, [.. indices.Select(index => data[(int)(index < 0 ? index + data.Length : index)])]);
    }

    /// <summary>Short lists of one type, one after the other.</summary>
    public static Tensor Join(OnnxNode node, ReadOnlySpan<Tensor> inputs)
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
    public static Tensor Slice(OnnxNode node, ReadOnlySpan<Tensor> inputs, int opset)
    {
        var data = inputs[0];
        var bounds = new List<ImmutableArray<long>>();
        foreach (var input in inputs[1..])
            bounds.Add(Integers(node, input));
        if (opset < 10)
            bounds = [[.. node.Integers("starts") ?? []], [.. node.Integers("ends") ?? []], [.. node.Integers("axes") ?? [0]]];
        if (data.Count > MaximumCount || data.Quantization is not null || data.Shape.IsEmpty || data.Shape[0] > MaximumCount || bounds.Count < 2 || bounds.Any(bound => bound.Length != 1)
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

    /// <summary>A part of a list of that length; negative positions count from its end.</summary>
    public static (int Start, int End) Range(long start, long end, int length)
    {
        var from = (int)Math.Clamp(start < 0 ? start + length : start, 0, length);
        return (from, (int)Math.Clamp(end < 0 ? end + length : end, from, length));
    }

    /// <summary>A small constant of one number throughout.</summary>
    public static Tensor Filled(OnnxNode node, Tensor shape)
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

    /// <summary>A list of integers.</summary>
    public static Tensor Vector(OnnxNode node, ImmutableArray<long> values) => values.Length <= MaximumCount
        ? Tensor.FromInt64([values.Length], values.AsSpan())
        : throw node.Fault("a list of shapes is too long");
}
