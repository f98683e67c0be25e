using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>A tensor of the file: an activation, or a constant where it has data.</summary>
/// <param name="Name">Its name, perhaps empty.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its axes; a batch that the file leaves open is 1.</param>
/// <param name="Quantization">For integers with scales.</param>
/// <param name="Data">The elements of a constant, as many as the shape says; empty for an activation.</param>
sealed record TfLiteTensor(
    string Name, TfLiteType Type, ImmutableArray<int> Shape, Quantization? Quantization, ReadOnlyMemory<byte> Data)
{
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>The type in our terms; null for one that our graphs do not have.</summary>
    public ElementType? ElementType => Type switch
    {
        TfLiteType.FLOAT32 => Graphs.ElementType.Float32,
        TfLiteType.FLOAT16 => Graphs.ElementType.Float16,
        TfLiteType.INT8 => Graphs.ElementType.Int8,
        TfLiteType.UINT8 => Graphs.ElementType.UInt8,
        TfLiteType.INT32 => Graphs.ElementType.Int32,
        TfLiteType.INT64 => Graphs.ElementType.Int64,
        _ => null,
    };

    /// <summary>What to call the tensor in a message.</summary>
    public string Label => Name.Length > 0 ? $"'{Name}'" : $"a tensor of shape [{string.Join(", ", Shape)}]";

    /// <summary>A constant as a weight.</summary>
    public Tensor ToTensor() => new(ElementType!.Value, Shape, Data, Quantization);

    /// <summary>The values of a constant of whole numbers: a size, axes, paddings.</summary>
    public long[] Integers() => Type switch
    {
        TfLiteType.INT32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Data.Span).ToArray(), value => (long)value),
        TfLiteType.INT64 => MemoryMarshal.Cast<byte, long>(Data.Span).ToArray(),
        _ => throw new ModelFormatException($"{Label} should hold whole numbers of 32 or 64 bits, but is {Type}"),
    };
}
