using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>Writes a tf.train.Example, feature by feature; see <see cref="TfExample"/>.</summary>
sealed class TfExampleWriter
{
    readonly MemoryStream features = new();

    public void Bytes(string name, params IEnumerable<byte[]> values) => Feature(name, 1, list =>
    {
        foreach (var value in values)
            Delimited(list, 1, value);
    });

    public void Texts(string name, params IEnumerable<string> values) => Bytes(name, values.Select(Encoding.UTF8.GetBytes));

    public void Floats(string name, IEnumerable<double> values) => Feature(name, 2, list =>
    {
        var packed = new MemoryStream();
        Span<byte> four = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(four, (float)value);
            packed.Write(four);
        }

        Delimited(list, 1, packed.ToArray());
    });

    public void Integers(string name, params IEnumerable<long> values) => Feature(name, 3, list =>
    {
        var packed = new MemoryStream();
        foreach (var value in values)
            Varint(packed, (ulong)value);
        Delimited(list, 1, packed.ToArray());
    });

    public byte[] ToArray()
    {
        var example = new MemoryStream();
        Delimited(example, 1, features.ToArray());
        return example.ToArray();
    }

    void Feature(string name, int kind, Action<MemoryStream> write)
    {
        var (list, feature, entry) = (new MemoryStream(), new MemoryStream(), new MemoryStream());
        write(list);
        Delimited(feature, kind, list.ToArray());
        Delimited(entry, 1, Encoding.UTF8.GetBytes(name));
        Delimited(entry, 2, feature.ToArray());
        Delimited(features, 1, entry.ToArray());
    }

    static void Delimited(MemoryStream stream, int field, byte[] bytes)
    {
        Varint(stream, (ulong)((field << 3) | 2));
        Varint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    static void Varint(MemoryStream stream, ulong value)
    {
        for (; value > 127; value >>= 7)
            stream.WriteByte((byte)(value | 128));
        stream.WriteByte((byte)value);
    }
}
