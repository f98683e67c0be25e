using System.Text;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>The members of a group: in a B-tree over a local heap of names (a symbol table), or as messages in its header.</summary>
static class Hdf5Links
{
    public static Dictionary<string, long> Read(Hdf5File file, Hdf5Object group)
    {
        var links = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var message in group.All(Hdf5MessageType.Link))
            ReadMessage(file, message.Body.Span, links);
        if (group.Find(Hdf5MessageType.LinkInfo) is { } info)
            CheckCompact(info.Span);
        if (group.Find(Hdf5MessageType.SymbolTable) is { } table)
        {
            var fields = new Hdf5Fields(table.Span, "symbol table");
            var (tree, heap) = (fields.Int64(), fields.Int64());
            ReadTree(file, tree, Heap(file, heap), links, level: null);
        }

        return links;
    }

    static void CheckCompact(ReadOnlySpan<byte> info)
    {
        var fields = new Hdf5Fields(info, "link info");
        fields.Skip(1);
        fields.Skip((fields.Byte() & 1) != 0 ? sizeof(long) : 0);
        if (fields.Int64() != -1)
            throw new ModelFormatException("The HDF5 file keeps the members of a group in a fractal heap, which cannot be read. Save it again with h5py's default libver='earliest'.");
    }

    static void ReadMessage(Hdf5File file, ReadOnlySpan<byte> message, Dictionary<string, long> links)
    {
        var fields = new Hdf5Fields(message, "link");
        fields.Skip(1);
        var flags = fields.Byte();
        var isHard = (flags & 8) == 0 || fields.Byte() == 0;
        fields.Skip(((flags & 4) != 0 ? sizeof(long) : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var name = fields.Take((int)Math.Clamp(fields.Number(1 << (flags & 3)), -1, int.MaxValue));
        if (isHard)
            Add(file, links, name, fields.Int64());
    }

    /// <summary>The names of a group: strings that end in a zero.</summary>
    static ReadOnlyMemory<byte> Heap(Hdf5File file, long address)
    {
        var fields = new Hdf5Fields(file.Slice(address, 32, "local heap").Span, "local heap");
        fields.Expect("HEAP"u8);
        fields.Skip(4);
        var size = fields.Int64();
        fields.Skip(sizeof(long));
        return file.Slice(fields.Int64(), size, "local heap");
    }

    static void ReadTree(Hdf5File file, long address, ReadOnlyMemory<byte> heap, Dictionary<string, long> links, int? level)
    {
        var node = Hdf5TreeNode.Read(file, address, isChunkIndex: false, keyBytes: sizeof(long), level);
        foreach (var child in node.Children)
        {
            if (node.Level > 0)
                ReadTree(file, child.Address, heap, links, node.Level - 1);
            else
                ReadNode(file, child.Address, heap.Span, links);
        }
    }

    static void ReadNode(Hdf5File file, long address, ReadOnlySpan<byte> heap, Dictionary<string, long> links)
    {
        const int HeadBytes = 8, EntryBytes = 40;
        var fields = new Hdf5Fields(file.Slice(address, HeadBytes, "symbol table node").Span, "symbol table node");
        fields.Expect("SNOD"u8);
        fields.Skip(2);
        var count = fields.UInt16();
        fields = new Hdf5Fields(file.Slice(address + HeadBytes, count * EntryBytes, "symbol table node").Span, "symbol table node");
        for (var i = 0; i < count; i++)
        {
            var (name, target) = (fields.Int64(), fields.Int64());
            fields.Skip(EntryBytes - (2 * sizeof(long)));
            if (name < 0 || name >= heap.Length)
                throw new ModelFormatException($"A name of the HDF5 file at {name} does not lie in its heap of {heap.Length} bytes.");
            var text = heap[(int)name..];
            var end = text.IndexOf((byte)0);
            if (target != -1) // a soft link has no object
                Add(file, links, end < 0 ? text : text[..end], target);
        }
    }

    static void Add(Hdf5File file, Dictionary<string, long> links, ReadOnlySpan<byte> name, long address)
    {
        file.Spend(Hdf5File.EntryBytes + (2L * name.Length));
        links.TryAdd(Encoding.UTF8.GetString(name), address);
    }
}
