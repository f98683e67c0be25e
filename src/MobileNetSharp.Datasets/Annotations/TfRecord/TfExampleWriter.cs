using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>Writes a tf.train.Example, feature by feature; see <see cref="TfExample"/>.</summary>
sealed class TfExampleWriter
{
    readonly MessageWriter features = new();

    public void Bytes(string name, params IEnumerable<byte[]> values)
    {
        var list = new MessageWriter();
        foreach (var value in values)
            list.Bytes(1, value);
        Feature(name, 1, list);
    }

    public void Texts(string name, params IEnumerable<string> values) => Bytes(name, values.Select(Encoding.UTF8.GetBytes));

    public void Floats(string name, IEnumerable<double> values)
    {
        float[] numbers = [.. values.Select(value => (float)value)];
        var packed = new byte[sizeof(float) * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(packed.AsSpan(sizeof(float) * i), numbers[i]);
        Feature(name, 2, new MessageWriter().Bytes(1, packed));
    }

    public void Integers(string name, params IEnumerable<long> values)
    {
        var packed = new MessageWriter();
        foreach (var value in values)
            packed.Varint((ulong)value);
        Feature(name, 3, new MessageWriter().Message(1, packed));
    }

    public byte[] ToArray() => new MessageWriter().Message(1, features).Written.ToArray();

    void Feature(string name, int kind, MessageWriter list) =>
        features.Message(1, new MessageWriter().Bytes(1, Encoding.UTF8.GetBytes(name)).Message(2, new MessageWriter().Message(kind, list)));
}
