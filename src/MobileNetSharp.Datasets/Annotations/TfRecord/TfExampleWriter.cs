using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>Writes a tf.train.Example, feature by feature; see <see cref="TfExample"/>.</summary>
sealed class TfExampleWriter
{
    readonly List<byte> features = [];

    public void Bytes(string name, params IEnumerable<byte[]> values) => Feature(name, 1, list =>
    {
        foreach (var value in values)
            Delimited(list, 1, value);
    });

    public void Texts(string name, params IEnumerable<string> values) => Bytes(name, values.Select(Encoding.UTF8.GetBytes));

    public void Floats(string name, IEnumerable<double> values) => Feature(name, 2, list =>
    {
        float[] packed = [.. values.Select(value => (float)value)];
        var bytes = new byte[4 * packed.Length];
        for (var i = 0; i < packed.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), packed[i]);
        Delimited(list, 1, bytes);
    });

    public void Integers(string name, params IEnumerable<long> values) => Feature(name, 3, list =>
    {
        var packed = new List<byte>();
        foreach (var value in values)
            Varint(packed, (ulong)value);
        Delimited(list, 1, [.. packed]);
    });

    public byte[] ToArray()
    {
        var example = new List<byte>();
        Delimited(example, 1, [.. features]);
        return [.. example];
    }

    void Feature(string name, int kind, Action<List<byte>> write)
    {
        var (list, feature, entry) = (new List<byte>(), new List<byte>(), new List<byte>());
        write(list);
        Delimited(feature, kind, [.. list]);
        Delimited(entry, 1, Encoding.UTF8.GetBytes(name));
        Delimited(entry, 2, [.. feature]);
        Delimited(features, 1, [.. entry]);
    }

    static void Delimited(List<byte> target, int field, byte[] bytes)
    {
        Varint(target, (ulong)((field << 3) | 2));
        Varint(target, (ulong)bytes.Length);
        target.AddRange(bytes);
    }

    static void Varint(List<byte> target, ulong value)
    {
        for (; value > 127; value >>= 7)
            target.Add((byte)(value | 128));
        target.Add((byte)value);
    }
}
