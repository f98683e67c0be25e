using MobileNetSharp.Formats.Torch.Detectors;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>Reads PyTorch checkpoints of networks that are recognized by the shapes of their tensors: MobileNetV2 and V1; and detectors, recognized by the names.</summary>
public static class TorchReader
{
    /// <summary>The model in a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>, also for a state dict of another network.</summary>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        var checkpoint = TorchCheckpoint.Read(file);
        if (TorchDetectors.Find(checkpoint.Tensors) is { } detector)
            return detector;
        var (network, names) = (RecognizedNetwork.In(checkpoint.Tensors), checkpoint.Tensors.Select(tensor => tensor.Key));
        var attributes = new ModuleAttributes(checkpoint, NamingConventions.Dialect(names));
        if (!attributes.TellActivation(network.Match))
            NamingConventions.CheckActivation(network.Match.Network, names);
        var dialect = attributes.Conventions(network.Match);
        return network.ToModel(dialect, NamingConventions.AreTorchVisions(names));
    }

    /// <summary>The model whose shapes a state dict of any order has. Throws <see cref="ModelFormatException"/>.</summary>
    internal static Model FromStateDict(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        KeyValuePair<string, Tensor>[] ordered = [.. tensors.OrderBy(tensor => tensor.Key, NameWords.NaturalOrder)];
        if (TorchDetectors.Find(ordered) is { } detector)
            return detector;
        var (network, names) = (RecognizedNetwork.In(ordered), ordered.Select(tensor => tensor.Key));
        NamingConventions.CheckActivation(network.Match.Network, names);
        return network.ToModel(NamingConventions.Dialect(names), NamingConventions.AreTorchVisions(names));
    }
}
