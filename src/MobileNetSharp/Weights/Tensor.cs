using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Weights;

/// <summary>
/// A weight: elements of one type in row-major order, little-endian, perhaps in the memory of a whole file; immutable.
/// Integers with a <see cref="Quantization"/> represent real numbers.
/// </summary>
public sealed class Tensor
{
    /// <summary>A tensor over bytes, which are not copied; their number must fit type and shape.</summary>
    public Tensor(ElementType type, ImmutableArray<int> shape, ReadOnlyMemory<byte> bytes, Quantization? quantization = null)
    {
        long count = 1;
        foreach (var axis in shape)
            count = axis >= 0 && count * axis <= int.MaxValue ? count * axis : throw new ArgumentException($"[{string.Join(", ", shape)}] is not the shape of a tensor.", nameof(shape));
        if (bytes.Length != count * type.SizeBytes())
            throw new ArgumentException($"{count} elements of {type} take {count * type.SizeBytes()} bytes, not {bytes.Length}.", nameof(bytes));
        if (quantization is not null && quantization.Type != type)
            throw new ArgumentException($"A quantization of {quantization.Type} does not fit elements of {type}.", nameof(quantization));
        if (quantization is not null && QuantizationRules.Fault(quantization, axis => axis >= 0 && axis < shape.Length ? shape[axis] : -1) is { } fault)
            throw new ArgumentException(fault, nameof(quantization));
        (Type, Shape, Bytes, Quantization, Count) = (type, shape, bytes, quantization, (int)count);
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The axes: OIHW for convolutions, (out, in) for linear layers; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>The elements as they are stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Which real numbers the integers represent; null where the elements are the values.</summary>
    public Quantization? Quantization { get; }

    /// <summary>A float32 tensor; the values are copied.</summary>
    public static Tensor FromFloats(ImmutableArray<int> shape, ReadOnlySpan<float> values) =>
        new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int32 tensor; the values are copied.</summary>
    public static Tensor FromInt32(ImmutableArray<int> shape, ReadOnlySpan<int> values, Quantization? quantization = null) =>
        new(ElementType.Int32, shape, MemoryMarshal.AsBytes(values).ToArray(), quantization);

    /// <summary>An int64 tensor; the values are copied.</summary>
    public static Tensor FromInt64(ImmutableArray<int> shape, ReadOnlySpan<long> values) =>
        new(ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements in place, for a type of the right size.</summary>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.Span);

    /// <summary>The real numbers that the tensor represents: any type converted, integers dequantized; a copy.</summary>
    public float[] ToFloats()
    {
        var values = new float[Count];
        TensorConversion.ToFloats(this, values);
        return values;
    }

    /// <summary>The tensor as float32; the same object if it is float32 already.</summary>
    public Tensor ToFloat32() => Type == ElementType.Float32
        ? this
        : new Tensor(ElementType.Float32, Shape, MemoryMarshal.AsBytes(ToFloats().AsSpan()).ToArray());

    /// <summary>The same bytes under another shape of as many elements.</summary>
    public Tensor Reshape(ImmutableArray<int> shape) => new(Type, shape, Bytes, Quantization);
}
