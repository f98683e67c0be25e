using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using DataType = MobileNetSharp.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>ONNX's tensors to ours and back, the elements as they are stored.</summary>
static class OnnxTensors
{
    /// <summary>A tensor of ours over the bytes of one of the file, or over its external data, where that can be read.</summary>
    public static Tensor Read(TensorProto proto, OnnxExternalData? external = null)
    {
        var type = Type(proto);
        var shape = ImmutableArray.CreateBuilder<int>(proto.Dims.Count);
        long count = 1;
        foreach (var dim in proto.Dims)
        {
            count = dim is >= 0 and <= int.MaxValue ? count * dim : -1;
            if (count is < 0 or > int.MaxValue)
                throw Fault(proto, "its size is not one of a tensor");
            shape.Add((int)dim);
        }

        var bytes = proto.DataLocation == TensorProto.Types.DataLocation.External
            ? external?.Read(proto, count * type.SizeBytes(), type.SizeBytes()) ?? throw Fault(proto, "its data must be in the file itself")
            : proto.RawData.IsEmpty ? Typed(proto, type) : proto.RawData.Memory;
        if (bytes.Length != count * type.SizeBytes())
            throw Fault(proto, $"{count} elements of {type} take {count * type.SizeBytes()} bytes, it holds {bytes.Length}");
        return new Tensor(type, shape.MoveToImmutable(), bytes);
    }

    public static TensorProto Write(string name, Tensor tensor)
    {
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)Type(tensor.Type),
            RawData = UnsafeByteOperations.UnsafeWrap(tensor.Bytes),
        };
        foreach (var axis in tensor.Shape)
            proto.Dims.Add(axis);
        return proto;
    }

    public static DataType Type(ElementType type) => type switch
    {
        ElementType.Float32 => DataType.Float,
        ElementType.Float16 => DataType.Float16,
        ElementType.BFloat16 => DataType.Bfloat16,
        ElementType.Int8 => DataType.Int8,
        ElementType.UInt8 => DataType.Uint8,
        ElementType.Int32 => DataType.Int32,
        _ => DataType.Int64,
    };

    static ElementType Type(TensorProto proto) => (DataType)proto.DataType switch
    {
        DataType.Float => ElementType.Float32,
        DataType.Float16 => ElementType.Float16,
        DataType.Bfloat16 => ElementType.BFloat16,
        DataType.Int8 => ElementType.Int8,
        DataType.Uint8 or DataType.Bool => ElementType.UInt8,
        DataType.Int32 => ElementType.Int32,
        DataType.Int64 => ElementType.Int64,
        var other => throw Fault(proto, $"elements of type {other} are not supported"),
    };

    /// <summary>The elements where they are stored as numbers; 8- and 16-bit types are in int32_data.</summary>
    static ReadOnlyMemory<byte> Typed(TensorProto proto, ElementType type) => type switch
    {
        ElementType.Float32 => Bytes(proto.FloatData, value => value),
        ElementType.Int64 => Bytes(proto.Int64Data, value => value),
        ElementType.Int32 => Bytes(proto.Int32Data, value => value),
        ElementType.Int8 or ElementType.UInt8 => Bytes(proto.Int32Data, value => (byte)value),
        _ => Bytes(proto.Int32Data, value => (ushort)value),
    };

    static byte[] Bytes<TStored, TElement>(IReadOnlyList<TStored> stored, Func<TStored, TElement> convert)
        where TElement : unmanaged
    {
        var values = new TElement[stored.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = convert(stored[i]);
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    static ModelFormatException Fault(TensorProto proto, string what) => new($"The tensor '{proto.Name}': {what}.");
}
