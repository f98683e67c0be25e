using System.Collections.Immutable;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// The state dict in a PyTorch checkpoint, by itself or under <c>state_dict</c> or <c>model</c>; no code in the file is ever run.
/// </summary>
public sealed class TorchCheckpoint : IDisposable
{
    const string ParallelPrefix = "module.";

    readonly IDisposable? owner;

    TorchCheckpoint(ImmutableArray<KeyValuePair<string, Tensor>> tensors, IDisposable? owner) => (Tensors, this.owner) = (tensors, owner);

    /// <summary>The tensors in the order of the state dict; <c>module.</c> before every name (DataParallel) is left out.</summary>
    public ImmutableArray<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>Reads a file, which stays mapped until the checkpoint is disposed. Throws <see cref="ModelFormatException"/> and <see cref="IOException"/>.</summary>
    public static TorchCheckpoint Read(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            return new(ReadTensors(file.Memory), file);
        }
        catch (ModelFormatException e)
        {
            file.Dispose();
            throw e.In(path);
        }
    }

    /// <summary>Reads a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>.</summary>
    public static TorchCheckpoint Read(ReadOnlyMemory<byte> file) => new(ReadTensors(file), null);

    /// <summary>Releases the file.</summary>
    public void Dispose() => owner?.Dispose();

    static ImmutableArray<KeyValuePair<string, Tensor>> ReadTensors(ReadOnlyMemory<byte> file)
    {
        var root = file.Span.StartsWith("PK"u8) ? ZipContainer.Read(file) : LegacyContainer.Read(file);
        var state = StateDict(root);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = ImmutableArray.CreateBuilder<KeyValuePair<string, Tensor>>(state.Entries.Count);
        var copyBudgetBytes = 2L * file.Length;
        foreach (var (key, value) in state.Entries)
        {
            if (key is not string name || value is not StridedTensor view)
                throw new ModelFormatException($"The state dict's entry '{key as string}' is not a named tensor.");
            if (!names.Add(name))
                throw new ModelFormatException($"The state dict has '{name}' twice.");
            tensors.Add(new(name, view.ToTensor(name, file, ref copyBudgetBytes)));
        }

        return names.All(name => name.StartsWith(ParallelPrefix, StringComparison.Ordinal))
            ? [.. tensors.Select(tensor => KeyValuePair.Create(tensor.Key[ParallelPrefix.Length..], tensor.Value))]
            : tensors.MoveToImmutable();
    }

    static PickleDict StateDict(object? root)
    {
        if (root is not PickleDict dict)
            throw new ModelFormatException("The checkpoint is not a dictionary; a state dict is expected, saved with torch.save(model.state_dict()).");
        if (dict.Entries.Any(entry => entry.Value is StridedTensor))
            return dict;
        return dict.Find("state_dict") as PickleDict ?? dict.Find("model") as PickleDict
            ?? throw new ModelFormatException("The checkpoint holds neither tensors nor a state dict under 'state_dict' or 'model'.");
    }
}
