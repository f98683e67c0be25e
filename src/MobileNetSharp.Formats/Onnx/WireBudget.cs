using Google.Protobuf;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// Walks a file's wire format before protobuf does. A message of two bytes becomes an object of hundreds, so a small file
/// could claim all memory; here the objects are counted first, without building any.
/// </summary>
static class WireBudget
{
    const int MessageSizeBytes = 256;
    const int ValueSizeBytes = 48;
    const int BaseSizeBytes = 1 << 20;
    const int Multiple = 12;

    enum Kind
    {
        Skipped, Text, Bytes, Floats, Ints, Integer, Model, Graph, Node, Attribute, Tensor, ValueInfo, Type, TensorType, Shape, Dimension, Entry, Opset,
    }

    /// <summary>Throws where the file is not protobuf, or where its objects would take far more memory than the file.</summary>
    public static void Check(ReadOnlySpan<byte> file)
    {
        var budget = BaseSizeBytes + ((long)Multiple * file.Length);
        Walk(Kind.Model, file, 0, ref budget);
    }

    static void Walk(Kind message, ReadOnlySpan<byte> bytes, long offset, ref long budget)
    {
        Spend(MessageSizeBytes, offset, ref budget);
        var position = 0;
        while (position < bytes.Length)
        {
            var start = offset + position;
            var tag = Varint(bytes, ref position, offset);
            var kind = tag >> 3 <= int.MaxValue ? Field(message, (int)(tag >> 3)) : Kind.Skipped;
            switch ((WireFormat.WireType)(tag & 7))
            {
                case WireFormat.WireType.Varint:
                    Varint(bytes, ref position, offset);
                    Spend(kind == Kind.Ints ? ValueSizeBytes : 0, start, ref budget);
                    break;
                case WireFormat.WireType.Fixed64:
                    Take(bytes, 8, ref position, offset);
                    break;
                case WireFormat.WireType.Fixed32:
                    Take(bytes, 4, ref position, offset);
                    Spend(kind == Kind.Floats ? ValueSizeBytes : 0, start, ref budget);
                    break;
                case WireFormat.WireType.LengthDelimited:
                    var length = Varint(bytes, ref position, offset);
                    var content = Take(bytes, length, ref position, offset);
                    if (kind >= Kind.Model)
                        Walk(kind, content, offset + position - content.Length, ref budget);
                    else
                        Spend(SizeBytes(kind, content.Length), start, ref budget);
                    break;
                default:
                    throw new ModelFormatException($"Not an ONNX file: a field of wire type {tag & 7}.", start);
            }
        }
    }

    /// <summary>What a field's content takes in memory: text doubles, small integers become long ones, in lists that grow by doubling.</summary>
    static long SizeBytes(Kind kind, int length) => kind switch
    {
        Kind.Skipped => 0,
        Kind.Text => ValueSizeBytes + (2L * length),
        Kind.Ints => ValueSizeBytes + (24L * length),
        _ => ValueSizeBytes + (long)length,
    };

    /// <summary>The schema's nesting: what a field of a message holds.</summary>
    static Kind Field(Kind message, int number) => (message, number) switch
    {
        (Kind.Model, 7) => Kind.Graph,
        (Kind.Model, 8) => Kind.Opset,
        (Kind.Model, 14) => Kind.Entry,
        (Kind.Model, 2 or 3 or 6) => Kind.Text,
        (Kind.Graph, 1) => Kind.Node,
        (Kind.Graph, 5) => Kind.Tensor,
        (Kind.Graph, 11 or 12) => Kind.ValueInfo,
        (Kind.Node, 5) => Kind.Attribute,
        (Kind.Node, 1 or 2 or 3 or 4 or 7) => Kind.Text,
        (Kind.Attribute, 5) => Kind.Tensor,
        (Kind.Attribute, 8) => Kind.Ints,
        (Kind.Attribute, 7) => Kind.Floats,
        (Kind.Attribute, 4) => Kind.Bytes,
        (Kind.Tensor, 1 or 5 or 7) => Kind.Ints,
        (Kind.Tensor, 4) => Kind.Floats,
        (Kind.Tensor, 9) => Kind.Bytes,
        (Kind.Tensor, 13) => Kind.Entry,
        (Kind.ValueInfo, 2) => Kind.Type,
        (Kind.Type, 1) => Kind.TensorType,
        (Kind.TensorType, 2) => Kind.Shape,
        (Kind.Shape, 1) => Kind.Dimension,
        (Kind.Dimension, 2) or (Kind.Graph, 2) or (Kind.Attribute, 1) or (Kind.Tensor, 8) or (Kind.ValueInfo, 1)
            or (Kind.Entry, 1 or 2) or (Kind.Opset, 1) => Kind.Text,
        _ => Kind.Skipped,
    };

    static void Spend(long sizeBytes, long offset, ref long budget)
    {
        budget -= sizeBytes;
        if (budget < 0)
            throw new ModelFormatException("Not a network: the file declares far more objects than its size warrants.", offset);
    }

    static ulong Varint(ReadOnlySpan<byte> bytes, ref int position, long offset)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Take(bytes, 1, ref position, offset)[0];
            value |= (ulong)(part & 0x7F) << Math.Min(shift, 63);
            if (part < 0x80)
                return value;
        }

        throw new ModelFormatException("Not an ONNX file: a number of more than ten bytes.", offset + position);
    }

    static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ulong length, ref int position, long offset)
    {
        if (length > (ulong)(bytes.Length - position))
        {
            throw new ModelFormatException(
                $"Not an ONNX file, or cut short: a field of {length} bytes, {bytes.Length - position} are left.", offset + position);
        }

        var taken = bytes.Slice(position, (int)length);
        position += (int)length;
        return taken;
    }
}
