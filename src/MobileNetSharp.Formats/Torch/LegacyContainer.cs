using System.Buffers.Binary;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// The container before torch 1.6: pickles of a magic number, a version, the system and the object, a pickled list of storage
/// keys, then each storage's element count (int64) and bytes. Source: torch/serialization.py, _legacy_save.
/// </summary>
static class LegacyContainer
{
    /// <summary>The pickles of 0x1950a86a20f9469cfc6c and of protocol 1001.</summary>
    static ReadOnlySpan<byte> Magic =>
        [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3, (byte)'.'];

    /// <summary>The pickled object, whose storages are found in the file.</summary>
    public static object? Read(ReadOnlyMemory<byte> file, AllocationBudget budget)
    {
        if (!file.Span.StartsWith(Magic))
            throw new ModelFormatException("This does not begin as a checkpoint that torch.save wrote.", 0);
        var storages = new StorageTable(budget);
        var position = Magic.Length;
        if (Load(file, ref position, storages, budget) is not PickleDict system || system.Find("little_endian") is not true)
            throw new ModelFormatException("The checkpoint was not written on a little-endian machine.", position);
        var root = Load(file, ref position, storages, budget);
        if (Load(file, ref position, storages, budget) is not List<object?> keys)
            throw new ModelFormatException("The list of storages is missing after the checkpoint's pickle.", position);
        foreach (var key in keys)
            Locate(file.Span, ref position, key is string name ? storages.Find(name) : null);
        return root;
    }

    static object? Load(ReadOnlyMemory<byte> file, ref int position, StorageTable storages, AllocationBudget budget)
    {
        var unpickler = new Unpickler(file, position, file.Length - position, storages, budget);
        var value = unpickler.Load();
        position = unpickler.Position;
        return value;
    }

    static void Locate(ReadOnlySpan<byte> file, ref int position, TorchStorage? storage)
    {
        if (storage is null || storage.Start is not null)
            throw new ModelFormatException("The list of storages names one that no tensor has, or one twice.", position);
        if (file.Length - position < sizeof(long))
            throw new ModelFormatException($"The file is cut off before the storage '{storage.Key}'.", position);
        var count = BinaryPrimitives.ReadInt64LittleEndian(file[position..]);
        if (count != storage.Count)
            throw new ModelFormatException($"The storage '{storage.Key}' has {count} elements, but {storage.Count} by the pickle.", position);
        position += sizeof(long);
        if (count > (file.Length - position) / storage.Elements.Bytes)
            throw new ModelFormatException($"The file is cut off in the storage '{storage.Key}' of {count} elements.", position);
        storage.Start = position;
        position += (int)count * storage.Elements.Bytes;
    }
}
