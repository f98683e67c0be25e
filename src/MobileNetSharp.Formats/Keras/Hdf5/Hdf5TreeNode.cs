using System.Collections.Immutable;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>A node of a B-tree of version 1: over the names of a group, or over the chunks of a data set.</summary>
sealed record Hdf5TreeNode(int Level, ImmutableArray<(ReadOnlyMemory<byte> Key, long Address)> Children)
{
    const int HeadBytes = 24, MaximumLevel = 16;

    /// <summary>The node at an address. The level counts down from the root to 0, which also rules out circles.</summary>
    public static Hdf5TreeNode Read(Hdf5File file, long address, bool isChunkIndex, int keyBytes, int? level)
    {
        var fields = new Hdf5Fields(file.Slice(address, HeadBytes, "B-tree").Span, "B-tree");
        fields.Expect("TREE"u8);
        var (type, found, count) = (fields.Byte(), fields.Byte(), fields.UInt16());
        if (type != (isChunkIndex ? 1 : 0) || found != (level ?? found) || found > MaximumLevel)
            throw new ModelFormatException($"The HDF5 file's B-tree at {address} has a node of type {type} and level {found}, which does not belong there.");
        var entryBytes = keyBytes + sizeof(long);
        var body = file.Slice(address + HeadBytes, (long)count * entryBytes, "B-tree");
        file.Spend(Hdf5File.EntryBytes + (32L * count));
        var children = ImmutableArray.CreateBuilder<(ReadOnlyMemory<byte>, long)>(count);
        for (var i = 0; i < count; i++)
        {
            var child = new Hdf5Fields(body.Span.Slice((i * entryBytes) + keyBytes, sizeof(long)), "B-tree");
            children.Add((body.Slice(i * entryBytes, keyBytes), child.Int64()));
        }

        return new(found, children.MoveToImmutable());
    }
}
