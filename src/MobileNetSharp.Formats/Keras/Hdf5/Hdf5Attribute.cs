using System.Collections.Immutable;
using System.Text;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>A named value of a group or data set.</summary>
sealed record Hdf5Attribute(Hdf5File File, Hdf5Type Type, ImmutableArray<int> Axes, ReadOnlyMemory<byte> Data)
{
    /// <summary>What a string takes in memory once it is decoded and taken apart, for each of its bytes; many may be the same one in the file.</summary>
    const long TextMultiple = 6;

    /// <summary>The strings that it holds, as UTF-8; none where it holds something else.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Strings()
    {
        var (count, size) = (Hdf5Space.Count(Axes), Type.SizeBytes);
        if (Type.Kind is not (Hdf5Kind.FixedString or Hdf5Kind.VariableString) || count == 0)
            return [];
        if (count * size > Data.Length)
            throw new ModelFormatException($"An attribute of the HDF5 file has {count} strings of {size} bytes in {Data.Length} bytes.");
        File.Spend(count * 32);
        var strings = new List<ReadOnlyMemory<byte>>((int)count);
        for (var i = 0; i < count; i++)
        {
            var item = Data.Slice(i * size, size);
            var text = Type.Kind == Hdf5Kind.VariableString ? File.Heaps.Value(item.Span) : item[..item.Span.TrimEnd((byte)0).Length];
            File.Spend(text.Length * TextMultiple);
            strings.Add(text);
        }

        return strings;
    }

    public static Dictionary<string, Hdf5Attribute> ReadAll(Hdf5File file, Hdf5Object owner)
    {
        var attributes = new Dictionary<string, Hdf5Attribute>(StringComparer.Ordinal);
        if (owner.Find(Hdf5MessageType.AttributeInfo) is { } info)
            CheckCompact(info.Span);
        foreach (var message in owner.All(Hdf5MessageType.Attribute))
        {
            var (name, attribute) = Read(file, message.Body);
            attributes.TryAdd(name, attribute);
        }

        return attributes;
    }

    static void CheckCompact(ReadOnlySpan<byte> info)
    {
        var fields = new Hdf5Fields(info, "attribute info");
        fields.Skip(1);
        fields.Skip((fields.Byte() & 1) != 0 ? 2 : 0);
        if (fields.Int64() != -1)
            throw new ModelFormatException("The HDF5 file keeps attributes in a fractal heap, which cannot be read. Save it again with h5py's default libver='earliest'.");
    }

    static (string Name, Hdf5Attribute Attribute) Read(Hdf5File file, ReadOnlyMemory<byte> message)
    {
        var fields = new Hdf5Fields(message.Span, "attribute");
        var (version, flags) = (fields.Byte(), fields.Byte());
        if (version is < 1 or > 3)
            throw new ModelFormatException($"The HDF5 file has an attribute of version {version}; 1 to 3 can be read.");
        if (version > 1 && flags != 0)
            throw new ModelFormatException("The HDF5 file shares the type of an attribute, which cannot be read.");
        var (nameBytes, typeBytes, spaceBytes) = (fields.UInt16(), fields.UInt16(), fields.UInt16());
        fields.Skip(version == 3 ? 1 : 0);
        var name = Encoding.UTF8.GetString(Part(ref fields, nameBytes, version).TrimEnd((byte)0));
        var type = Hdf5Type.Read(Part(ref fields, typeBytes, version));
        var axes = Hdf5Space.Read(Part(ref fields, spaceBytes, version));
        file.Spend(Hdf5File.EntryBytes + (2L * nameBytes));
        return (name, new(file, type, axes, message[fields.Position..]));
    }

    /// <summary>In version 1 each part is filled up to eight bytes.</summary>
    static ReadOnlySpan<byte> Part(ref Hdf5Fields fields, int length, byte version)
    {
        var part = fields.Take(length);
        fields.Skip(version == 1 ? Math.Min(-length & 7, fields.Remaining) : 0);
        return part;
    }
}
