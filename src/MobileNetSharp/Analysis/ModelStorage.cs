using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Analysis;

/// <summary>How the numbers of a model are stored.</summary>
/// <param name="Weights">The weights by element type and quantization, the most elements first.</param>
/// <param name="ActivationTypes">The element types of quantized activations; empty for a model that computes in float.</param>
public sealed record ModelStorage(ImmutableArray<StoredWeights> Weights, ImmutableArray<ElementType> ActivationTypes)
{
    /// <summary>Whether weights or activations are quantized.</summary>
    public bool IsQuantized => !ActivationTypes.IsEmpty || Weights.Any(weights => weights.Quantization != QuantizationKind.None);

    /// <summary>How a model's weights and activations are stored.</summary>
    public static ModelStorage FromModel(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelStorage(
            [
                .. model.Weights.Values.GroupBy(tensor => (tensor.Type, Kind: Kind(tensor)))
                    .Select(group => new StoredWeights(group.Key.Type, group.Key.Kind, group.Sum(tensor => (long)tensor.Count), group.Sum(tensor => (long)tensor.Bytes.Length)))
                    .OrderByDescending(weights => weights.Elements),
            ],
            [.. model.Graph.Nodes.Where(node => node.Quantization is not null).Select(node => node.ElementType).Distinct().Order()]);
    }

    static QuantizationKind Kind(Tensor tensor) => tensor.Quantization switch
    {
        null => QuantizationKind.None,
        { Axis: null } => QuantizationKind.PerTensor,
        _ => QuantizationKind.PerChannel,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Weights)}{(IsQuantized ? "; quantized" : "")}";
}

/// <summary>Weights of one element type and quantization.</summary>
/// <param name="Type">The type of their elements.</param>
/// <param name="Quantization">How integers represent real numbers.</param>
/// <param name="Elements">How many elements they have.</param>
/// <param name="SizeBytes">Their size in bytes.</param>
public sealed record StoredWeights(ElementType Type, QuantizationKind Quantization, long Elements, long SizeBytes);

/// <summary>How the integers of a tensor represent real numbers.</summary>
public enum QuantizationKind
{
    /// <summary>The elements are the values.</summary>
    None,

    /// <summary>One scale for the tensor.</summary>
    PerTensor,

    /// <summary>A scale for each index of an axis, usually the output channel.</summary>
    PerChannel,
}
