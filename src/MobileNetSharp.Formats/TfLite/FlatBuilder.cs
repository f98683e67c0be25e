using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// Writes a FlatBuffer front to back: every table after its list of fields, what it refers to behind it, and byte vectors at
/// the end, uncopied. What is referred to twice is written once: an object, equal strings, the same memory. Format: https://flatbuffers.dev/internals/.
/// </summary>
sealed class FlatBuilder : IDisposable
{
    /// <summary>The schema's force_align for the data of a buffer.</summary>
    const int DataAlignment = 16;

    readonly MemoryStream stream = new();
    readonly Dictionary<object, int> positions = [];
    readonly Queue<(int At, object Target)> references = new();
    readonly List<(int At, object Target)> data = [];

    /// <summary>The file, piece by piece; the byte vectors are the caller's own memory.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(FlatFields root, ReadOnlySpan<byte> identifier)
    {
        using var builder = new FlatBuilder();
        builder.Refer(root);
        builder.stream.Write(identifier);
        while (builder.references.TryDequeue(out var reference))
            builder.Resolve(reference.At, reference.Target);
        return builder.WithData();
    }

    public void Dispose() => stream.Dispose();

    List<ReadOnlyMemory<byte>> WithData()
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        var end = (int)stream.Length;
        foreach (var (at, target) in data)
        {
            if (!positions.TryGetValue(target, out var position))
            {
                var bytes = (ReadOnlyMemory<byte>)target;
                position = checked(RoundUp(end + sizeof(int), DataAlignment) - sizeof(int));
                var header = new byte[position - end + sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(position - end), bytes.Length);
                pieces.AddRange([header, bytes]);
                positions.Add(target, position);
                end = checked(end + header.Length + bytes.Length);
            }

            Patch(at, position);
        }

        return [stream.ToArray(), .. pieces];
    }

    void Resolve(int at, object target)
    {
        if (target is ReadOnlyMemory<byte>)
        {
            data.Add((at, target));
            return;
        }

        // Offsets only lead forwards.
        if (!positions.TryGetValue(target, out var position) || position < at)
            positions[target] = position = Write(target);
        Patch(at, position);
    }

    void Patch(int at, int position)
    {
        stream.Position = at;
        stream.Write(BitConverter.GetBytes(position - at));
        stream.Position = stream.Length;
    }

    int Write(object target) => target switch
    {
        FlatFields fields => Table(fields),
        FlatFields[] tables => References(tables),
        string[] texts => References(texts),
        string text => Vector<byte>([.. Encoding.UTF8.GetBytes(text), 0], countLess: 1),
        int[] integers => Vector<int>(integers),
        float[] floats => Vector<float>(floats),
        long[] longs => Vector<long>(longs),
        _ => throw new ArgumentException($"{target.GetType()} is not a FlatBuffer type."),
    };

    int Table(FlatFields fields)
    {
        var vtable = new byte[4 + (fields.Count == 0 ? 0 : 2 * (fields.Keys.Max() + 1))];
        var sizeBytes = sizeof(int);
        foreach (var (field, value) in fields)
        {
            var valueBytes = Inline(value)?.Length ?? sizeof(int);
            sizeBytes = RoundUp(sizeBytes, valueBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(4 + (2 * field)), (ushort)sizeBytes);
            sizeBytes += valueBytes;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(vtable, (ushort)vtable.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(2), (ushort)sizeBytes);
        var position = RoundUp((int)stream.Position + vtable.Length, sizeof(long));
        PadTo(position - vtable.Length);
        stream.Write(vtable);
        stream.Write(BitConverter.GetBytes(vtable.Length));
        foreach (var (field, value) in fields)
        {
            PadTo(position + BinaryPrimitives.ReadUInt16LittleEndian(vtable.AsSpan(4 + (2 * field))));
            if (Inline(value) is { } inline)
                stream.Write(inline);
            else
                Refer(value);
        }

        return position;
    }

    int References(object[] targets)
    {
        PadTo(RoundUp((int)stream.Position, sizeof(int)));
        var position = (int)stream.Position;
        stream.Write(BitConverter.GetBytes(targets.Length));
        foreach (var target in targets)
            Refer(target);
        return position;
    }

    int Vector<T>(ReadOnlySpan<T> values, int countLess = 0)
        where T : unmanaged
    {
        var position = RoundUp((int)stream.Position + sizeof(int), sizeof(long)) - sizeof(int);
        PadTo(position);
        stream.Write(BitConverter.GetBytes(values.Length - countLess));
        stream.Write(MemoryMarshal.AsBytes(values));
        return position;
    }

    void Refer(object target)
    {
        references.Enqueue(((int)stream.Position, target));
        stream.Write(new byte[sizeof(int)]);
    }

    void PadTo(int position) => stream.Write(new byte[position - (int)stream.Position]);

    static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    static byte[]? Inline(object value) => value switch
    {
        byte number => [number],
        bool truth => [truth ? (byte)1 : (byte)0],
        int number => BitConverter.GetBytes(number),
        uint number => BitConverter.GetBytes(number),
        float number => BitConverter.GetBytes(number),
        ulong number => BitConverter.GetBytes(number),
        _ => null,
    };
}

/// <summary>
/// A table to be written: fields by number. Scalars lie inline; strings, arrays, <see cref="ReadOnlyMemory{T}"/> of bytes and
/// tables are referred to.
/// </summary>
sealed class FlatFields : SortedDictionary<int, object>;
