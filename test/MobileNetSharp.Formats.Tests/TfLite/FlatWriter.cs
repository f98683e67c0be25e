using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>A table to be written: fields by number. Scalars lie inline; strings, arrays and tables are referred to.</summary>
sealed class FlatFields : SortedDictionary<int, object>;

/// <summary>Writes a FlatBuffer front to back: every table after its list of fields, what it refers to behind it; shared objects once.</summary>
sealed class FlatWriter : IDisposable
{
    readonly MemoryStream stream = new();
    readonly Dictionary<object, int> written = new(ReferenceEqualityComparer.Instance);
    readonly Queue<(int At, object Target)> references = new();

    public static byte[] Write(FlatFields root, string identifier = "TFL3")
    {
        using var writer = new FlatWriter();
        writer.Refer(root);
        writer.stream.Write(Encoding.ASCII.GetBytes(identifier));
        while (writer.references.TryDequeue(out var reference))
            writer.Resolve(reference.At, reference.Target);
        writer.Align(4);
        return writer.stream.ToArray();
    }

    public void Dispose() => stream.Dispose();

    void Resolve(int at, object target)
    {
        if (!written.TryGetValue(target, out var position))
        {
            position = Write(target);
            written.Add(target, position);
        }

        stream.Position = at;
        stream.Write(BitConverter.GetBytes(position - at));
        stream.Position = stream.Length;
    }

    int Write(object target) => target switch
    {
        FlatFields fields => Table(fields),
        FlatFields[] tables => Tables(tables),
        string text => Vector<byte>([.. Encoding.UTF8.GetBytes(text), 0], countLess: 1),
        byte[] bytes => Vector<byte>(bytes),
        int[] integers => Vector<int>(integers),
        float[] floats => Vector<float>(floats),
        long[] longs => Vector<long>(longs),
        _ => throw new ArgumentException($"{target.GetType()} is no FlatBuffer type."),
    };

    int Table(FlatFields fields)
    {
        Align(8);
        var vtable = new byte[4 + (fields.Count == 0 ? 0 : 2 * (fields.Keys.Max() + 1))];
        var position = (int)stream.Position + ((vtable.Length + 7) / 8 * 8);
        var vtablePosition = position - vtable.Length;
        var bytes = 4;
        foreach (var (field, value) in fields)
        {
            var size = Inline(value)?.Length ?? 4;
            bytes = (bytes + size - 1) / size * size;
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(4 + (2 * field)), (ushort)bytes);
            bytes += size;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(vtable, (ushort)vtable.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(2), (ushort)bytes);
        Pad(vtablePosition);
        stream.Write(vtable);
        stream.Write(BitConverter.GetBytes(vtable.Length));
        foreach (var (field, value) in fields)
        {
            Pad(position + BinaryPrimitives.ReadUInt16LittleEndian(vtable.AsSpan(4 + (2 * field))));
            if (Inline(value) is { } inline)
                stream.Write(inline);
            else
                Refer(value);
        }

        return position;
    }

    int Tables(FlatFields[] tables)
    {
        Align(4);
        var position = (int)stream.Position;
        stream.Write(BitConverter.GetBytes(tables.Length));
        foreach (var table in tables)
            Refer(table);
        return position;
    }

    int Vector<T>(ReadOnlySpan<T> values, int countLess = 0)
        where T : unmanaged
    {
        Align(16);
        Pad(stream.Position + 12);
        stream.Write(BitConverter.GetBytes(values.Length - countLess));
        stream.Write(MemoryMarshal.AsBytes(values));
        return (int)stream.Length - 4 - MemoryMarshal.AsBytes(values).Length;
    }

    void Refer(object target)
    {
        references.Enqueue(((int)stream.Position, target));
        stream.Write(new byte[4]);
    }

    void Align(int bytes) => Pad((stream.Position + bytes - 1) / bytes * bytes);

    void Pad(long position) => stream.Write(new byte[position - stream.Position]);

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
