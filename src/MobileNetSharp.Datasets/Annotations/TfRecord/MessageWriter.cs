using System.Buffers.Binary;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>Writes a message of protocol buffers, field by field. https://protobuf.dev/programming-guides/encoding/</summary>
sealed class MessageWriter
{
    const int VarintType = 0, Fixed64Type = 1, BytesType = 2, Fixed32Type = 5;

    readonly List<byte> bytes = [];

    public ReadOnlySpan<byte> Written => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);

    public MessageWriter Integer(int field, ulong value)
    {
        Varint(((ulong)field << 3) | VarintType);
        return Varint(value);
    }

    public MessageWriter Double(int field, double value)
    {
        Varint(((ulong)field << 3) | Fixed64Type);
        Span<byte> fixed64 = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(fixed64, value);
        bytes.AddRange(fixed64);
        return this;
    }

    public MessageWriter Single(int field, float value)
    {
        Varint(((ulong)field << 3) | Fixed32Type);
        Span<byte> fixed32 = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(fixed32, value);
        bytes.AddRange(fixed32);
        return this;
    }

    public MessageWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | BytesType);
        Varint((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    /// <summary>A message within this one.</summary>
    public MessageWriter Message(int field, MessageWriter message) => Bytes(field, message.Written);

    /// <summary>A number without a field, as packed lists have them.</summary>
    public MessageWriter Varint(ulong value)
    {
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return this;
    }
}
