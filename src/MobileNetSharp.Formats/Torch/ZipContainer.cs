using MobileNetSharp.Formats.Zip;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// The container since torch 1.6: a zip archive with NAME/data.pkl, the storages NAME/data/KEY, and perhaps NAME/byteorder, none
/// of them compressed. Source: torch/serialization.py, _save.
/// </summary>
static class ZipContainer
{
    const string PickleName = "data.pkl";

    /// <summary>The pickled object, whose storages are found in the file.</summary>
    public static object? Read(ReadOnlyMemory<byte> file, AllocationBudget budget)
    {
        var entries = ZipDirectory.Read(file.Span);
        string[] pickles = [.. entries.Keys.Where(name => name == PickleName || name.EndsWith($"/{PickleName}", StringComparison.Ordinal))];
        if (pickles is not [var pickle])
            throw new ModelFormatException($"A zip archive with {pickles.Length} files {PickleName} is not a PyTorch checkpoint, which has one.");
        var prefix = pickle[..^PickleName.Length];
        if (entries.TryGetValue($"{prefix}byteorder", out var order)
            && !file.Span.Slice(order.Start, order.Length).SequenceEqual("little"u8))
        {
            throw new ModelFormatException("The checkpoint was not written on a little-endian machine.", order.Start);
        }

        entries[pickle].Check(file.Span, pickle);
        var storages = new StorageTable(budget);
        var root = new Unpickler(file, entries[pickle].Start, entries[pickle].Length, storages, budget).Load();
        foreach (var storage in storages.All)
            storage.Start = Locate(file.Span, entries, $"{prefix}data/{storage.Key}", storage);
        return root;
    }

    static int Locate(ReadOnlySpan<byte> file, Dictionary<string, ZipEntry> entries, string name, TorchStorage storage)
    {
        if (!entries.TryGetValue(name, out var entry))
            throw new ModelFormatException($"The archive has no '{name}'.");
        if (entry.Length != (Int128)storage.Count * storage.Elements.Bytes)
            throw new ModelFormatException($"'{name}' has {entry.Length} bytes; {storage.Count} elements of {storage.TypeName} are expected.", entry.Start);
        entry.Check(file, name);
        return entry.Start;
    }
}
