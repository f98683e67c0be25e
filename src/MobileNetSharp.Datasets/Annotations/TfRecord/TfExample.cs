using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>
/// The features of a tf.train.Example, by name: Example.features (1) is a map (1) of a name (1) and a Feature (2), which is a list of
/// bytes (1), floats (2) or int64 (3). Protocol buffers' wire format: https://protobuf.dev/programming-guides/encoding/
/// </summary>
sealed class TfExample
{
    const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    readonly Dictionary<string, (int Start, int Length)> features = new(StringComparer.Ordinal);
    readonly ReadOnlyMemory<byte> bytes;

    TfExample(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>The names of the features.</summary>
    public IReadOnlyCollection<string> Names => features.Keys;

    /// <exception cref="FormatException">The bytes are not an example.</exception>
    public static TfExample Parse(ReadOnlyMemory<byte> bytes)
    {
        var example = new TfExample(bytes);
        foreach (var features in example.Fields(0, bytes.Length, 1))
        {
            foreach (var entry in example.Fields(features.Start, features.Length, 1))
                example.AddFeature(entry.Start, entry.Length);
        }

        return example;
    }

    /// <summary>Texts and encoded images: the place of each in the record.</summary>
    public List<(int Start, int Length)> BytesOf(string name) => Lists(name, 1).SelectMany(list => Fields(list.Start, list.Length, 1)).ToList();

    public List<string> Texts(string name) => BytesOf(name).ConvertAll(place => Encoding.UTF8.GetString(bytes.Span.Slice(place.Start, place.Length)));

    /// <summary>Floats, or integers where the file has those.</summary>
    public List<double> Numbers(string name)
    {
        var numbers = new List<double>();
        foreach (var (start, length) in Lists(name, 2))
        {
            var span = bytes.Span.Slice(start, length);
            for (var at = 0; at < span.Length;)
            {
                var (field, wire) = Tag(span, ref at);
                if (field == 1 && wire == Delimited)
                {
                    var (from, count) = Slice(span, ref at);
                    if (count % 4 != 0)
                        throw new FormatException($"'{name}' has {count} bytes of floats, which is not a multiple of 4");
                    for (var i = 0; i < count; i += 4)
                        numbers.Add(BinaryPrimitives.ReadSingleLittleEndian(span[(from + i)..]));
                }
                else if (field == 1 && wire == Fixed32 && span.Length - at >= 4)
                {
                    numbers.Add(BinaryPrimitives.ReadSingleLittleEndian(span[at..]));
                    at += 4;
                }
                else
                {
                    Skip(span, wire, ref at);
                }
            }
        }

        return numbers.Count > 0 ? numbers : Integers(name).ConvertAll(value => (double)value);
    }

    public List<long> Integers(string name)
    {
        var integers = new List<long>();
        foreach (var (start, length) in Lists(name, 3))
        {
            var span = bytes.Span.Slice(start, length);
            for (var at = 0; at < span.Length;)
            {
                var (field, wire) = Tag(span, ref at);
                if (field == 1 && wire == Delimited)
                {
                    var (from, count) = Slice(span, ref at);
                    for (var i = from; i < from + count;)
                        integers.Add((long)ReadVarint(span[..(from + count)], ref i));
                }
                else if (field == 1 && wire == Varint)
                {
                    integers.Add((long)ReadVarint(span, ref at));
                }
                else
                {
                    Skip(span, wire, ref at);
                }
            }
        }

        return integers;
    }

    void AddFeature(int start, int length)
    {
        var (name, feature) = ((string?)null, (Start: start, Length: 0));
        foreach (var key in Fields(start, length, 1))
            name = Encoding.UTF8.GetString(bytes.Span.Slice(key.Start, key.Length));
        foreach (var value in Fields(start, length, 2))
            feature = value;
        if (name is not null)
            features[name] = feature;
    }

    List<(int Start, int Length)> Lists(string name, int kind) =>
        features.TryGetValue(name, out var feature) ? Fields(feature.Start, feature.Length, kind) : [];

    /// <summary>The places of the delimited fields of a number in a message.</summary>
    List<(int Start, int Length)> Fields(int start, int length, int number)
    {
        var fields = new List<(int, int)>();
        var span = bytes.Span.Slice(start, length);
        for (var at = 0; at < span.Length;)
        {
            var (field, wire) = Tag(span, ref at);
            if (field == number && wire == Delimited)
            {
                var (from, count) = Slice(span, ref at);
                fields.Add((start + from, count));
            }
            else
            {
                Skip(span, wire, ref at);
            }
        }

        return fields;
    }

    static (long Field, int Wire) Tag(ReadOnlySpan<byte> span, ref int at)
    {
        var tag = ReadVarint(span, ref at);
        return ((long)(tag >> 3), (int)(tag & 7));
    }

    static (int Start, int Length) Slice(ReadOnlySpan<byte> span, ref int at)
    {
        var length = ReadVarint(span, ref at);
        if (length > (ulong)(span.Length - at))
            throw new FormatException($"a field of {length} bytes where {span.Length - at} are left");
        var start = at;
        at += (int)length;
        return (start, (int)length);
    }

    static void Skip(ReadOnlySpan<byte> span, int wire, ref int at)
    {
        if (wire == Varint)
            ReadVarint(span, ref at);
        else if (wire == Delimited)
            Slice(span, ref at);
        else if (wire is Fixed32 or Fixed64 && span.Length - at >= (wire == Fixed32 ? 4 : 8))
            at += wire == Fixed32 ? 4 : 8;
        else
            throw new FormatException($"a field of wire type {wire}, or one that is cut off");
    }

    static ulong ReadVarint(ReadOnlySpan<byte> span, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= span.Length)
                break;
            var next = span[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new FormatException("a number that is cut off or too long");
    }
}
