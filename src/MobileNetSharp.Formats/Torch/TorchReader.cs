using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>Reads PyTorch checkpoints of networks that are recognized by the names of their tensors.</summary>
public static class TorchReader
{
    /// <summary>The model in a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>, also for a state dict of another network.</summary>
    public static Model Read(ReadOnlyMemory<byte> file) => FromStateDict(TorchCheckpoint.Read(file).Tensors);

    /// <summary>The model whose names and shapes a state dict has. Throws <see cref="ModelFormatException"/>.</summary>
    internal static Model FromStateDict(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var state = tensors.ToDictionary(StringComparer.Ordinal);
        if (TorchVisionNames.Recognizes(state))
            return TorchVisionNames.ToModel(state);
        var some = string.Join("', '", tensors.Take(2).Select(tensor => tensor.Key));
        throw new ModelFormatException(
            $"These {tensors.Count} tensors ('{some}', …) are weights without a network, and their names are not those of the known network, torchvision's mobilenet_v2.");
    }
}
