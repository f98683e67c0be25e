using System.Collections.Immutable;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>A data set: the type and axes of its elements, and where they are.</summary>
sealed class Hdf5Dataset
{
    readonly Hdf5File file;
    readonly Hdf5Object header;

    public Hdf5Dataset(Hdf5File file, Hdf5Object header)
    {
        (this.file, this.header) = (file, header);
        Type = Hdf5Type.Read(Message(Hdf5MessageType.Datatype).Span);
        Axes = Hdf5Space.Read(Message(Hdf5MessageType.Dataspace).Span);
    }

    public Hdf5Type Type { get; }

    public ImmutableArray<int> Axes { get; }

    /// <summary>The elements in row-major order: in place where they lie together in the file and aligned, else a copy.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        var size = Hdf5Space.Count(Axes) * Type.SizeBytes;
        if (size == 0)
            return default;
        var message = Message(Hdf5MessageType.Layout);
        var fields = new Hdf5Fields(message.Span, "layout of a data set");
        var (version, layout) = (fields.Byte(), fields.Byte());
        return (version, layout) switch
        {
            (3 or 4, 0) => Compact(message, ref fields, size),
            (3 or 4, 1) => Contiguous(fields.Int64(), size),
            (3, 2) => Hdf5Chunks.Read(file, this, fields, header.Find(Hdf5MessageType.Filters), size),
            _ => throw new ModelFormatException($"The HDF5 file stores a data set in layout {layout} of version {version}, which cannot be read. Save it again with h5py's default libver='earliest'."),
        };
    }

    ReadOnlyMemory<byte> Compact(ReadOnlyMemory<byte> message, ref Hdf5Fields fields, long size)
    {
        var stored = fields.UInt16();
        file.Spend(stored);
        return stored == size && size <= fields.Remaining
            ? message.Slice(fields.Position, stored).ToArray()
            : throw new ModelFormatException($"The HDF5 file has {stored} bytes for a data set of {size}.");
    }

    ReadOnlyMemory<byte> Contiguous(long address, long size)
    {
        if (address == -1)
            throw new ModelFormatException("The HDF5 file has a data set that was never written.");
        file.Slice(address, size, "data set");
        if (address % Type.SizeBytes != 0)
            file.Spend(size);
        return FileBytes.Aligned(file.Bytes, (int)address, (int)size, Type.SizeBytes);
    }

    ReadOnlyMemory<byte> Message(Hdf5MessageType type) =>
        header.Find(type) ?? throw new ModelFormatException($"The HDF5 file has a data set without its {type.ToString().ToLowerInvariant()}.");
}
