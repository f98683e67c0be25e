using System.Collections.Immutable;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// The tensors of the network in a PyTorch checkpoint: a state dict by itself or among what a training script saved with it, or
/// the parameters and buffers of a module that was saved whole. No code in the file is ever run. Of several state dicts it is that of
/// the weights in training, not of their average.
/// </summary>
public sealed class TorchCheckpoint : IDisposable
{
    /// <summary>What wrappers put before every name: DataParallel, torch.compile, averages, Lightning modules.</summary>
    static readonly ImmutableArray<string> WrapperPrefixes = ["module.", "_orig_mod.", "ema_model.", "model.", "net.", "network."];

    /// <summary>The counter that torch.optim.swa_utils.AveragedModel puts beside the network.</summary>
    const string AverageCounter = "n_averaged";

    const int MaxWrappers = 4;

    readonly IDisposable? owner;

    TorchCheckpoint(StateDict state, ReadOnlyMemory<byte> file, AllocationBudget budget, IDisposable? owner)
    {
        (Tensors, Modules, this.owner) = (Read(state, file, budget, out var prefix), state.Modules, owner);
        Prefix = prefix;
    }

    /// <summary>The tensors in the order of the state dict, without what wrappers put before every name: <c>module.</c> (DataParallel), <c>_orig_mod.</c> (torch.compile), <c>model.</c>, ….</summary>
    public ImmutableArray<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>The modules by the names in the file, if whole modules were saved.</summary>
    internal IReadOnlyDictionary<string, PickleObject> Modules { get; }

    /// <summary>What was left out before every name of a tensor.</summary>
    internal string Prefix { get; }

    /// <summary>Reads a file, which stays in memory until the checkpoint is disposed. Throws <see cref="ModelFormatException"/> and <see cref="IOException"/>.</summary>
    public static TorchCheckpoint Read(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            return Read(file.Memory, file);
        }
        catch (ModelFormatException e)
        {
            file.Dispose();
            throw e.In(path);
        }
    }

    /// <summary>Reads a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>.</summary>
    public static TorchCheckpoint Read(ReadOnlyMemory<byte> file) => Read(file, null);

    /// <summary>Releases the file.</summary>
    public void Dispose() => owner?.Dispose();

    static TorchCheckpoint Read(ReadOnlyMemory<byte> file, IDisposable? owner)
    {
        var budget = new AllocationBudget(file.Length);
        var root = file.Span.StartsWith("PK"u8) ? ZipContainer.Read(file, budget) : LegacyContainer.Read(file, budget);
        return new(StateDict.Main(root, budget), file, budget, owner);
    }

    static ImmutableArray<KeyValuePair<string, Tensor>> Read(StateDict state, ReadOnlyMemory<byte> file, AllocationBudget budget, out string prefix)
    {
        const int tensorBytes = 512;
        prefix = CommonPrefix(state);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = ImmutableArray.CreateBuilder<KeyValuePair<string, Tensor>>(state.Tensors.Count);
        var copyBudgetBytes = 2L * file.Length;
        foreach (var (name, view) in state.Tensors)
        {
            budget.Spend(tensorBytes, 0);
            if (!names.Add(name))
                throw new ModelFormatException($"The state dict has '{name}' twice.");
            var inner = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
            tensors.Add(new(inner, view.ToTensor(name, file, ref copyBudgetBytes)));
        }

        return tensors.MoveToImmutable();
    }

    /// <summary>The wrappers' prefixes of all names, one after the other.</summary>
    static string CommonPrefix(StateDict state)
    {
        var prefix = "";
        string[] names = [.. state.Tensors.Select(tensor => tensor.Key).Where(name => name != AverageCounter)];
        for (var depth = 0; depth < MaxWrappers && names.Length > 0; depth++)
        {
            var next = WrapperPrefixes.Select(wrapper => prefix + wrapper)
                .FirstOrDefault(longer => Array.TrueForAll(names, name => name.StartsWith(longer, StringComparison.Ordinal)));
            if (next is null)
                break;
            prefix = next;
        }

        return prefix;
    }
}
