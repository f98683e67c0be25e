using static System.FormattableString;

namespace MobileNetSharp.Vision.Classification;

/// <summary>The network's output for an image is not finite, so that its classes cannot be ranked.</summary>
public sealed class NonFiniteScoreException : MobileNetSharpException
{
    internal NonFiniteScoreException(int index, string label, float value) : base(Invariant(
        $"the network's output is not finite: the probability of class {index}, '{label}', is {value}; its weights are damaged, its training diverged, or its preprocessing does not fit; try another file of the model.")) =>
        (Index, Value) = (index, value);

    NonFiniteScoreException(string path, NonFiniteScoreException fault) : base($"{path}: {fault.Message}", fault) =>
        (Index, Value, Path) = (fault.Index, fault.Value, path);

    /// <summary>The model's output index of the first such class.</summary>
    public int Index { get; }

    /// <summary>Its probability: NaN or infinite.</summary>
    public float Value { get; }

    /// <summary>The image's file; null for bytes in memory and streams.</summary>
    public string? Path { get; }

    /// <summary>The same fault with the image's path in front.</summary>
    internal NonFiniteScoreException In(string path) => new(path, this);
}
