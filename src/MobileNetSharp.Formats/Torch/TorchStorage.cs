namespace MobileNetSharp.Formats.Torch;

/// <summary>A flat run of elements that tensors are views of.</summary>
sealed class TorchStorage(PickleGlobal type, StorageElements elements, string key, long count)
{
    /// <summary>PyTorch's name of the type.</summary>
    public string TypeName => type.Name;

    /// <summary>The type of the elements, null where it cannot be read, and their size.</summary>
    public StorageElements Elements { get; } = elements;

    public string Key { get; } = key;

    /// <summary>Elements, as the pickle says.</summary>
    public long Count { get; } = count;

    /// <summary>Where in the file its bytes begin; null until the container has located them and checked that they are there.</summary>
    public int? Start { get; set; }
}

/// <summary>The storages that a pickle refers to by persistent ids: <c>('storage', type, key, device, element count[, view])</c>.</summary>
sealed class StorageTable(AllocationBudget budget)
{
    /// <summary>A storage and its place in the table.</summary>
    const int StorageBytes = 160;

    readonly Dictionary<string, TorchStorage> byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TorchStorage> All => byKey.Values;

    public TorchStorage? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>What a persistent id stands for: a storage, the same one for the same key, or the class of a module, which the legacy format stores with its source.</summary>
    public object FromId(object?[] id, int position)
    {
        if (id is ["module", PickleGlobal module, ..])
            return module;
        if (id is not (["storage", PickleGlobal, string, string, long and >= 0] or ["storage", PickleGlobal, string, string, long and >= 0, null])
            || id[1] is not PickleGlobal { Storage: { } elements } type)
        {
            throw new ModelFormatException("A storage of the checkpoint is not described as torch.save does it.", position);
        }

        var (key, count) = ((string)id[2]!, (long)id[4]!);
        if (!byKey.TryGetValue(key, out var storage))
        {
            budget.Spend(StorageBytes, position);
            byKey.Add(key, storage = new TorchStorage(type, elements, key, count));
        }

        return storage.Elements == elements && storage.Count == count
            ? storage
            : throw new ModelFormatException($"The storage '{key}' is described in two ways.", position);
    }
}
