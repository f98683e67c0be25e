namespace MobileNetSharp.Inference;

/// <summary>
/// A weight is NaN or infinite, or a variance negative: the network is damaged or its training diverged, and its outputs would mean
/// nothing.
/// </summary>
/// <param name="tensor">The tensor's name.</param>
/// <param name="index">The element's index.</param>
/// <param name="value">The element.</param>
public sealed class NonFiniteWeightException(string tensor, int index, float value) : MobileNetSharpException(FormattableString.Invariant(
    $"The weight '{tensor}' has {(float.IsFinite(value) ? $"the variance {value}" : $"{value}")} at element {index}: the file is damaged, or the training diverged."))
{
    /// <summary>The tensor's name.</summary>
    public string Tensor { get; } = tensor;

    /// <summary>The element's index.</summary>
    public int Index { get; } = index;

    /// <summary>The element.</summary>
    public float Value { get; } = value;
}
