namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>The collections of values that have no fixed length, such as strings; attributes refer to them.</summary>
sealed class Hdf5GlobalHeaps(Hdf5File file)
{
    const int HeadBytes = 16;

    readonly Dictionary<long, Dictionary<int, (int Start, int Length)>> collections = [];

    /// <summary>The value that a reference (length, address of the collection, index) stands for.</summary>
    public ReadOnlyMemory<byte> Value(ReadOnlySpan<byte> reference)
    {
        var fields = new Hdf5Fields(reference, "reference to a string");
        var (length, address, index) = (fields.UInt32(), fields.Int64(), (int)fields.UInt32());
        if (length == 0)
            return default;
        if (!collections.TryGetValue(address, out var collection))
            collections.Add(address, collection = ReadCollection(address));
        return collection.TryGetValue(index, out var value) && length <= value.Length
            ? file.Bytes.Slice(value.Start, (int)length)
            : throw new ModelFormatException($"The HDF5 file has no string {index} of {length} bytes in its heap at {address}.");
    }

    Dictionary<int, (int Start, int Length)> ReadCollection(long address)
    {
        var head = new Hdf5Fields(file.Slice(address, HeadBytes, "global heap").Span, "global heap");
        head.Expect("GCOL"u8);
        head.Skip(4);
        var fields = new Hdf5Fields(file.Slice(address + HeadBytes, head.Int64() - HeadBytes, "global heap").Span, "global heap");
        var values = new Dictionary<int, (int, int)>();
        while (fields.Remaining >= HeadBytes)
        {
            file.Spend(Hdf5File.EntryBytes);
            var index = fields.UInt16();
            fields.Skip(6);
            var length = fields.Int64();
            if (index == 0) // free space, the rest of the collection
                break;
            values.TryAdd(index, ((int)address + HeadBytes + fields.Position, (int)Math.Clamp(length, 0, fields.Remaining)));
            fields.Skip(Math.Min(length >= 0 ? (length + 7) & ~7 : -1, fields.Remaining));
        }

        return values;
    }
}
