using System.Collections.Immutable;
using System.IO.Compression;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>A data set in chunks of one size, each perhaps shuffled and compressed, found by a B-tree over their positions.</summary>
sealed class Hdf5Chunks
{
    readonly Hdf5File file;
    readonly ImmutableArray<int> axes, chunk;
    readonly ImmutableArray<Hdf5Filter> filters;
    readonly int elementBytes, chunkBytes;
    readonly byte[] target;

    Hdf5Chunks(Hdf5File file, Hdf5Dataset dataset, ImmutableArray<int> chunk, ImmutableArray<Hdf5Filter> filters, long sizeBytes)
    {
        (this.file, axes, this.chunk, this.filters, elementBytes) = (file, dataset.Axes, chunk, filters, dataset.Type.SizeBytes);
        var bytes = Hdf5Space.Count(chunk) * elementBytes;
        if (Math.Max(bytes, sizeBytes) > Array.MaxLength)
            throw new ModelFormatException($"The HDF5 file has a data set of {sizeBytes} bytes in chunks of {bytes}, more than can be read.");
        file.Spend(Math.Max(bytes, sizeBytes));
        chunkBytes = (int)bytes;
        target = new byte[sizeBytes];
    }

    public static ReadOnlyMemory<byte> Read(Hdf5File file, Hdf5Dataset dataset, Hdf5Fields layout, ReadOnlyMemory<byte>? filters, long sizeBytes)
    {
        var rank = layout.Byte() - 1;
        var tree = layout.Int64();
        if (rank != dataset.Axes.Length || rank == 0)
            throw new ModelFormatException($"The HDF5 file has chunks of {rank} axes in a data set of {dataset.Axes.Length}.");
        var chunk = ImmutableArray.CreateBuilder<int>(rank);
        long count = 1;
        for (var i = 0; i < rank; i++)
        {
            var length = layout.UInt32();
            if (length is 0 or > int.MaxValue || (count *= length) > int.MaxValue)
                throw new ModelFormatException($"The HDF5 file has chunks of {length} elements along an axis.");
            chunk.Add((int)length);
        }

        var chunks = new Hdf5Chunks(file, dataset, chunk.MoveToImmutable(), filters is { } pipeline ? Hdf5Filter.ReadAll(pipeline.Span) : [], sizeBytes);
        // Without a tree no chunk was ever written, and the data set is all zeros.
        if (tree != -1)
            chunks.ReadTree(tree, level: null);
        return chunks.target;
    }

    void ReadTree(long address, int? level)
    {
        var node = Hdf5TreeNode.Read(file, address, isChunkIndex: true, keyBytes: 8 + (8 * (axes.Length + 1)), level);
        foreach (var (key, child) in node.Children)
        {
            if (node.Level > 0)
                ReadTree(child, node.Level - 1);
            else
                ReadChunk(key.Span, child);
        }
    }

    void ReadChunk(ReadOnlySpan<byte> key, long address)
    {
        var fields = new Hdf5Fields(key, "chunk");
        var (stored, mask) = (fields.UInt32(), fields.UInt32());
        Span<int> origin = stackalloc int[axes.Length];
        for (var i = 0; i < origin.Length; i++)
        {
            var offset = fields.Int64();
            if (offset < 0 || offset >= axes[i] || offset % chunk[i] != 0)
                throw new ModelFormatException($"The HDF5 file has a chunk at {offset} along an axis of {axes[i]}.");
            origin[i] = (int)offset;
        }

        file.Spend(chunkBytes);
        var data = file.Slice(address, stored, "chunk");
        for (var i = filters.Length - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) == 0)
                data = Undo(filters[i], data);
        }

        if (data.Length != chunkBytes)
            throw new ModelFormatException($"The HDF5 file has a chunk of {data.Length} bytes, not {chunkBytes}.");
        Place(data.Span, origin);
    }

    ReadOnlyMemory<byte> Undo(Hdf5Filter filter, ReadOnlyMemory<byte> data) => filter.Id switch
    {
        Hdf5Filter.Deflate => Inflate(data),
        Hdf5Filter.Shuffle => Unshuffle(data.Span, filter.Value == 0 ? elementBytes : (int)Math.Min(filter.Value, int.MaxValue)),
        // The checksum is not verified: deflate has its own, and a plain file has none either.
        Hdf5Filter.Fletcher32 when data.Length >= 4 => data[..^4],
        _ => throw new ModelFormatException($"The HDF5 file is compressed by the filter {filter.Id}, which cannot be read; gzip can."),
    };

    byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        // A checksum may have been added before compression.
        var limit = (int)Math.Min(chunkBytes + 4L, Array.MaxLength);
        file.Spend(data.Length + (long)limit);
        var inflated = new byte[limit];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            var length = stream.ReadAtLeast(inflated, limit, throwOnEndOfStream: false);
            return stream.ReadByte() < 0
                ? inflated[..length]
                : throw new ModelFormatException($"The HDF5 file has a compressed chunk of more than {chunkBytes} bytes.");
        }
        catch (InvalidDataException e)
        {
            throw new ModelFormatException($"The HDF5 file has a compressed chunk that is damaged: {e.Message}", e);
        }
    }

    /// <summary>The first bytes of all elements were stored first, then the second ones, and so on; an incomplete element stays last.</summary>
    byte[] Unshuffle(ReadOnlySpan<byte> data, int size)
    {
        if (size > data.Length)
            throw new ModelFormatException($"The HDF5 file has a chunk of {data.Length} bytes that was shuffled as elements of {size}.");
        file.Spend(data.Length);
        var count = data.Length / size;
        var result = data.ToArray();
        for (var part = 0; part < size; part++)
        {
            var source = data.Slice(part * count, count);
            for (var i = 0; i < count; i++)
                result[(i * size) + part] = source[i];
        }

        return result;
    }

    /// <summary>Copies the rows of a chunk that lie in the data set; those at its end reach beyond it.</summary>
    void Place(ReadOnlySpan<byte> data, ReadOnlySpan<int> origin)
    {
        var last = axes.Length - 1;
        var rowBytes = Math.Min(chunk[last], axes[last] - origin[last]) * elementBytes;
        var rows = (int)(Hdf5Space.Count(chunk) / chunk[last]);
        for (var row = 0; row < rows; row++)
        {
            long rest = row, position = 0, step = axes[last];
            var inside = true;
            for (var axis = last - 1; axis >= 0; axis--)
            {
                var at = origin[axis] + (rest % chunk[axis]);
                rest /= chunk[axis];
                inside &= at < axes[axis];
                position += at * step;
                step *= axes[axis];
            }

            if (inside)
                data.Slice(row * chunk[last] * elementBytes, rowBytes).CopyTo(target.AsSpan((int)(position + origin[last]) * elementBytes));
        }
    }
}

/// <summary>A filter that chunks went through when they were written, and its first parameter.</summary>
readonly record struct Hdf5Filter(int Id, uint Value)
{
    public const int Deflate = 1, Shuffle = 2, Fletcher32 = 3;
    const int FirstNamed = 256;

    /// <summary>The filters of a pipeline message, in the order in which they were applied.</summary>
    public static ImmutableArray<Hdf5Filter> ReadAll(ReadOnlySpan<byte> message)
    {
        var fields = new Hdf5Fields(message, "filters");
        var (version, count) = (fields.Byte(), fields.Byte());
        if (version is not (1 or 2))
            throw new ModelFormatException($"The HDF5 file has filters of version {version}; 1 and 2 can be read.");
        fields.Skip(version == 1 ? 6 : 0);
        var filters = ImmutableArray.CreateBuilder<Hdf5Filter>(count);
        for (var i = 0; i < count; i++)
        {
            var id = fields.UInt16();
            var nameBytes = version == 1 || id >= FirstNamed ? fields.UInt16() : 0;
            fields.Skip(2);
            var values = fields.UInt16();
            fields.Skip(version == 1 ? (nameBytes + 7) & ~7 : nameBytes);
            var value = values > 0 ? fields.UInt32() : 0;
            fields.Skip((4L * Math.Max(0, values - 1)) + (version == 1 && values % 2 == 1 ? 4 : 0));
            filters.Add(new(id, value));
        }

        return filters.MoveToImmutable();
    }
}
