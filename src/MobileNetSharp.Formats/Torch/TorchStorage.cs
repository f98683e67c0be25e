using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A flat run of elements that tensors are views of.</summary>
sealed class TorchStorage(ElementType type, string key, long count)
{
    public ElementType Type { get; } = type;

    public string Key { get; } = key;

    /// <summary>Elements, as the pickle says.</summary>
    public long Count { get; } = count;

    /// <summary>Where in the file its bytes begin; null until the container has located them and checked that they are there.</summary>
    public int? Start { get; set; }
}

/// <summary>The storages that a pickle refers to by persistent ids: <c>('storage', type, key, device, element count[, view])</c>.</summary>
sealed class StorageTable
{
    readonly Dictionary<string, TorchStorage> byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TorchStorage> All => byKey.Values;

    public TorchStorage? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The storage of a persistent id; the same one for the same key.</summary>
    public TorchStorage FromId(object?[] id)
    {
        if (id is not (["storage", PickleGlobal, string, string, long and >= 0] or ["storage", PickleGlobal, string, string, long and >= 0, null])
            || ((PickleGlobal)id[1]!).StorageType is not { } type)
        {
            throw new ModelFormatException("A storage of the checkpoint is not described as torch.save does it.");
        }

        var (key, count) = ((string)id[2]!, (long)id[4]!);
        if (!byKey.TryGetValue(key, out var storage))
            byKey.Add(key, storage = new TorchStorage(type, key, count));
        return storage.Type == type && storage.Count == count
            ? storage
            : throw new ModelFormatException($"The storage '{key}' is described in two ways.");
    }
}
