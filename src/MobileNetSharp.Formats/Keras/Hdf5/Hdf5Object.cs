namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>A message in an object's header: a property of a group or data set.</summary>
readonly record struct Hdf5Message(Hdf5MessageType Type, ReadOnlyMemory<byte> Body);

/// <summary>The messages that are read; all others are skipped.</summary>
enum Hdf5MessageType
{
    Dataspace = 1,
    LinkInfo = 2,
    Datatype = 3,
    Link = 6,
    Layout = 8,
    Filters = 11,
    Attribute = 12,
    Continuation = 16,
    SymbolTable = 17,
    AttributeInfo = 21,
}

/// <summary>A group or a data set: the messages of its header, its attributes and its members.</summary>
sealed class Hdf5Object
{
    const int Shared = 2;

    readonly Hdf5File file;
    readonly List<Hdf5Message> messages = [];
    Dictionary<string, long>? links;
    Dictionary<string, Hdf5Attribute>? attributes;

    public Hdf5Object(Hdf5File file, long address)
    {
        this.file = file;
        file.Spend(Hdf5File.EntryBytes);
        if (file.Slice(address, 4, "object header").Span.SequenceEqual("OHDR"u8))
            ReadNewHeader(address);
        else
            ReadOldHeader(address);
    }

    /// <summary>The attributes by name.</summary>
    public Dictionary<string, Hdf5Attribute> Attributes => attributes ??= Hdf5Attribute.ReadAll(file, this);

    /// <summary>The addresses of a group's members by name.</summary>
    public Dictionary<string, long> Links => links ??= Hdf5Links.Read(file, this);

    /// <summary>Whether the object is a data set.</summary>
    public bool IsDataset => Find(Hdf5MessageType.Layout) is not null;

    public IEnumerable<Hdf5Message> All(Hdf5MessageType type) => messages.Where(message => message.Type == type);

    /// <summary>The only message of a type, or null.</summary>
    public ReadOnlyMemory<byte>? Find(Hdf5MessageType type)
    {
        foreach (var message in messages)
        {
            if (message.Type == type)
                return message.Body;
        }

        return null;
    }

    /// <summary>The member at a path of names with slashes, or null.</summary>
    public Hdf5Object? Member(string path)
    {
        var found = this;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!found.Links.TryGetValue(name, out var address))
                return null;
            found = file.Object(address);
        }

        return found;
    }

    void ReadOldHeader(long address)
    {
        var fields = new Hdf5Fields(file.Slice(address, 16, "object header").Span, "object header");
        var version = fields.Byte();
        if (version != 1)
            throw new ModelFormatException($"The HDF5 file has no object header at {address}: it is damaged.");
        fields.Skip(1);
        var left = fields.UInt16();
        fields.Skip(4);
        var blocks = new Queue<(long Address, long Length)>([(address + 16, fields.UInt32())]);
        while (blocks.TryDequeue(out var block))
        {
            var body = file.Slice(block.Address, block.Length, "object header");
            fields = new Hdf5Fields(body.Span, "object header");
            for (; left > 0 && fields.Remaining >= 8; left--)
            {
                var (type, size, flags) = (fields.UInt16(), fields.UInt16(), fields.Byte());
                fields.Skip(3);
                Add(type, flags, body, ref fields, size, blocks);
            }
        }
    }

    void ReadNewHeader(long address)
    {
        var fields = new Hdf5Fields(file.Slice(address, Math.Min(34, file.Bytes.Length - address), "object header").Span, "object header");
        fields.Expect("OHDR"u8);
        var (version, flags) = (fields.Byte(), fields.Byte());
        if (version != 2)
            throw new ModelFormatException($"The HDF5 file has an object header of version {version} at {address}; 1 and 2 can be read.");
        fields.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var size = fields.Number(1 << (flags & 3));
        var blocks = new Queue<(long Address, long Length)>([(address + fields.Position, size)]);
        for (var first = true; blocks.TryDequeue(out var block); first = false)
        {
            file.Spend(Hdf5File.EntryBytes);
            // A continuation has a signature before its messages and a checksum after them.
            var body = first ? file.Slice(block.Address, block.Length, "object header") : file.Slice(block.Address + 4, block.Length - 8, "object header");
            ReadNewMessages(body, trackedOrder: (flags & 4) != 0, blocks);
        }
    }

    void ReadNewMessages(ReadOnlyMemory<byte> body, bool trackedOrder, Queue<(long Address, long Length)> blocks)
    {
        var fields = new Hdf5Fields(body.Span, "object header");
        var headBytes = trackedOrder ? 6 : 4;
        while (fields.Remaining >= headBytes)
        {
            var (type, size, flags) = (fields.Byte(), fields.UInt16(), fields.Byte());
            fields.Skip(headBytes - 4);
            Add(type, flags, body, ref fields, size, blocks);
        }
    }

    void Add(int type, int flags, ReadOnlyMemory<byte> block, ref Hdf5Fields fields, int size, Queue<(long Address, long Length)> blocks)
    {
        file.Spend(Hdf5File.EntryBytes);
        var start = fields.Position;
        var body = fields.Take(size);
        if (type == (int)Hdf5MessageType.Continuation)
        {
            var next = new Hdf5Fields(body, "object header");
            blocks.Enqueue((next.Int64(), next.Int64()));
        }
        else if (Enum.IsDefined((Hdf5MessageType)type))
        {
            if ((flags & Shared) != 0)
                throw new ModelFormatException("The HDF5 file shares a type between objects, which cannot be read.");
            messages.Add(new((Hdf5MessageType)type, block.Slice(start, size)));
        }
    }
}
