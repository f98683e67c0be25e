using System.Collections.Immutable;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>The kinds of elements that Keras stores.</summary>
enum Hdf5Kind
{
    /// <summary>Any other, which is not read.</summary>
    Other,

    /// <summary>IEEE, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of an IEEE single.</summary>
    BFloat16,

    /// <summary>IEEE, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE, 8 bytes.</summary>
    Float64,

    /// <summary>A string of a fixed number of bytes, filled up with zeros or spaces.</summary>
    FixedString,

    /// <summary>A string of any length, kept in a global heap.</summary>
    VariableString,
}

/// <summary>The type of an element, from a datatype message.</summary>
readonly record struct Hdf5Type(Hdf5Kind Kind, int SizeBytes)
{
    const int FloatClass = 1, StringClass = 3, VariableClass = 9, BigEndianBits = 0x41;

    public static Hdf5Type Read(ReadOnlySpan<byte> message)
    {
        var fields = new Hdf5Fields(message, "datatype");
        var @class = fields.Byte() & 0x0f;
        var bits = fields.Byte() | (fields.UInt16() << 8);
        var size = fields.UInt32();
        if (size is 0 or > int.MaxValue)
            throw new ModelFormatException($"The HDF5 file has elements of {size} bytes.");
        return new(
            @class switch
            {
                FloatClass when (bits & BigEndianBits) == 0 => Float((int)size, ref fields),
                StringClass => Hdf5Kind.FixedString,
                VariableClass when (bits & 0x0f) == 1 => Hdf5Kind.VariableString,
                _ => Hdf5Kind.Other,
            },
            (int)size);
    }

    static Hdf5Kind Float(int size, ref Hdf5Fields fields)
    {
        fields.Skip(5);
        var exponentBits = fields.Byte();
        fields.Skip(1);
        var mantissaBits = fields.Byte();
        return (size, exponentBits, mantissaBits) switch
        {
            (2, 5, 10) => Hdf5Kind.Float16,
            (2, 8, 7) => Hdf5Kind.BFloat16,
            (4, 8, 23) => Hdf5Kind.Float32,
            (8, 11, 52) => Hdf5Kind.Float64,
            _ => Hdf5Kind.Other,
        };
    }
}

/// <summary>The axes of a data set or an attribute; none for a single value.</summary>
static class Hdf5Space
{
    const int MaximumRank = 32;

    /// <summary>The lengths of the axes from a dataspace message.</summary>
    public static ImmutableArray<int> Read(ReadOnlySpan<byte> message)
    {
        var fields = new Hdf5Fields(message, "dataspace");
        var (version, rank) = (fields.Byte(), fields.Byte());
        if (version is not (1 or 2) || rank > MaximumRank)
            throw new ModelFormatException($"The HDF5 file has a dataspace of version {version} with {rank} axes; 1 and 2 with up to {MaximumRank} can be read.");
        fields.Skip(version == 1 ? 6 : 1);
        if (version == 2 && fields.Byte() == 2) // no values at all
            return [0];
        var axes = ImmutableArray.CreateBuilder<int>(rank);
        long count = 1;
        for (var i = 0; i < rank; i++)
        {
            var length = fields.Int64();
            if (length is < 0 or > int.MaxValue || (count *= length) > int.MaxValue)
                throw new ModelFormatException($"The HDF5 file has a data set with an axis of {length} elements, more than can be read.");
            axes.Add((int)length);
        }

        return axes.MoveToImmutable();
    }

    public static long Count(ImmutableArray<int> axes) => axes.Aggregate(1L, (product, axis) => product * axis);
}
