namespace MobileNetSharp.Formats.Torch;

/// <summary>Named tensors in a checkpoint: a mapping, or the parameters and buffers of a module that was saved whole.</summary>
/// <param name="Path">The keys that lead to it, such as <c>model</c>; empty for the checkpoint itself.</param>
/// <param name="Tensors">The tensors in the file's order, as it names them.</param>
/// <param name="Modules">The modules by their names, if it was saved as modules.</param>
sealed record StateDict(
    string Path, IReadOnlyList<KeyValuePair<string, StridedTensor>> Tensors, IReadOnlyDictionary<string, PickleObject> Modules)
{
    /// <summary>A state dict may have other small tensors beside it: those of an optimizer, or a counter.</summary>
    const int MinimumShare = 2;

    /// <summary>What programs call the state of the network, most usual first.</summary>
    static readonly string[] UsualNames = ["state_dict", "model_state_dict", "model", "net", "network", "weights"];

    /// <summary>Words in the names of averages, of other networks' states, and of optimizers.</summary>
    static readonly string[] SecondaryWords = ["ema", "swa", "averaged", "average", "shadow", "teacher", "optimizer", "optim", "opt"];

    /// <summary>
    /// The state dict that a checkpoint is about: among those at least half as large as the largest, the weights in training before
    /// their averages, then by the usual names, then the first. Throws <see cref="ModelFormatException"/> where there is none.
    /// </summary>
    public static StateDict Main(object? root, AllocationBudget budget)
    {
        var found = new StateDictSearch(budget).In(root);
        if (found.Count == 0)
            throw new ModelFormatException($"The checkpoint holds no tensors by name: it is {Describe(root)}; expected is a state dict, saved with torch.save(model.state_dict()).");
        var largest = found.Max(state => state.Tensors.Count);
        return found.Where(state => state.Tensors.Count * MinimumShare >= largest).MinBy(state => (state.IsSecondary, state.Rank))!;
    }

    bool IsSecondary => Path.Split('.', '_', '-').Any(word => SecondaryWords.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The last key's place among the usual names.</summary>
    int Rank => Array.IndexOf(UsualNames, Path[(Path.LastIndexOf('.') + 1)..]) is var index && index >= 0 ? index : UsualNames.Length;

    static string Describe(object? root)
    {
        const int shown = 5;
        return root switch
        {
            PickleObject { Type: { } type } => $"an object of Python's '{type.Name}'",
            PickleDict { Entries: [] } => "an empty dictionary",
            PickleDict dict => $"a dictionary of {string.Join(", ", dict.Entries.Take(shown).Select(Describe))}{(dict.Entries.Count > shown ? ", …" : "")}",
            StridedTensor => "one tensor",
            _ => "neither a dictionary nor a module",
        };
    }

    static string Describe(KeyValuePair<object?, object?> entry) =>
        $"'{entry.Key as string ?? "?"}'" + (entry.Value is PickleObject { Type: { } type } ? $" ({type.Name})" : "");
}
