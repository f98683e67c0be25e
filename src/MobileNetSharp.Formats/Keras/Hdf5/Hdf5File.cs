namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>
/// An HDF5 file as Keras writes it through h5py: superblock versions 0 to 3, groups, attributes, and data sets that are contiguous,
/// compact or chunked. Source: HDF5 File Format Specification 3.0, https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html.
/// </summary>
sealed class Hdf5File
{
    /// <summary>What an object, a link or a node of an index takes in memory, roughly.</summary>
    public const int EntryBytes = 128;

    const int AddressBytes = 8, MemoryMultiple = 10, FixedBytes = 1 << 18;

    readonly Dictionary<long, Hdf5Object> objects = [];
    long budgetBytes;

    /// <summary>The file in these bytes, which are not copied. Throws <see cref="ModelFormatException"/>.</summary>
    public Hdf5File(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        budgetBytes = ((long)bytes.Length * MemoryMultiple) + FixedBytes;
        Heaps = new(this);
        Root = Object(RootAddress());
    }

    /// <summary>The first bytes of every file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The group at the top.</summary>
    public Hdf5Object Root { get; }

    /// <summary>Where the values of variable length are.</summary>
    public Hdf5GlobalHeaps Heaps { get; }

    /// <summary>A part of the file; throws where it does not lie in the file.</summary>
    public ReadOnlyMemory<byte> Slice(long address, long length, string structure) =>
        address >= 0 && length >= 0 && length <= Bytes.Length - address
            ? Bytes.Slice((int)address, (int)length)
            : throw new ModelFormatException($"The HDF5 file's {structure} of {length} bytes at {address} does not lie in the file of {Bytes.Length} bytes: it is cut off or damaged.");

    /// <summary>The object whose header is at an address.</summary>
    public Hdf5Object Object(long address)
    {
        if (!objects.TryGetValue(address, out var found))
            objects.Add(address, found = new Hdf5Object(this, address));
        return found;
    }

    /// <summary>
    /// Takes so much memory from what a file of this size may ask for. Its structures may be shared, repeated or compressed, so
    /// that a small file could describe data of any size.
    /// </summary>
    public void Spend(long sizeBytes)
    {
        budgetBytes -= sizeBytes;
        if (budgetBytes < 0 || sizeBytes < 0)
            throw new ModelFormatException($"The HDF5 file of {Bytes.Length} bytes describes data that is many times as large.");
    }

    long RootAddress()
    {
        var fields = new Hdf5Fields(Bytes.Span, "superblock");
        fields.Expect(Signature);
        var version = fields.Byte();
        return version switch
        {
            0 or 1 => OldRootAddress(ref fields, version),
            2 or 3 => NewRootAddress(ref fields),
            _ => throw new ModelFormatException($"The HDF5 file's superblock has version {version}; 0 to 3 can be read."),
        };
    }

    static long OldRootAddress(ref Hdf5Fields fields, byte version)
    {
        fields.Skip(4);
        CheckSizes(fields.Byte(), fields.Byte());
        fields.Skip(version == 0 ? 9 : 13);
        CheckBase(fields.Int64());
        fields.Skip((3 + 1) * AddressBytes); // free space, end of file, driver; the offset of the root's name
        return fields.Int64();
    }

    static long NewRootAddress(ref Hdf5Fields fields)
    {
        CheckSizes(fields.Byte(), fields.Byte());
        fields.Skip(1);
        CheckBase(fields.Int64());
        fields.Skip(2 * AddressBytes);
        return fields.Int64();
    }

    static void CheckSizes(byte offsetBytes, byte lengthBytes)
    {
        if (offsetBytes != AddressBytes || lengthBytes != AddressBytes)
            throw new ModelFormatException($"The HDF5 file has addresses of {offsetBytes} and lengths of {lengthBytes} bytes; {AddressBytes} are expected.");
    }

    static void CheckBase(long address)
    {
        if (address != 0)
            throw new ModelFormatException($"The HDF5 file begins at byte {address} of another file, which cannot be read.");
    }
}
