using static System.FormattableString;

namespace MobileNetSharp.Vision;

/// <summary>The network's output for an image is not finite, so that nothing can be said of the image.</summary>
public sealed class NonFiniteOutputException : MobileNetSharpException
{
    /// <param name="output">The output's name.</param>
    /// <param name="value">The number that is not finite.</param>
    /// <param name="meaning">What it would be; null for one of many numbers.</param>
    internal NonFiniteOutputException(string output, float value, string? meaning = null) : base(Invariant(
        $"the network's output is not finite: {meaning ?? $"a number of '{output}'"} is {value}; its weights are damaged, its training diverged, or its preprocessing does not fit; try another file of the model.")) =>
        (Output, Value) = (output, value);

    NonFiniteOutputException(string path, NonFiniteOutputException fault) : base($"{path}: {fault.Message}", fault) =>
        (Output, Value, Path) = (fault.Output, fault.Value, path);

    /// <summary>The name of the output.</summary>
    public string Output { get; }

    /// <summary>The first such number: NaN or infinite.</summary>
    public float Value { get; }

    /// <summary>The image's file; null for bytes in memory and streams.</summary>
    public string? Path { get; }

    /// <summary>The same fault with the image's path in front.</summary>
    internal NonFiniteOutputException In(string path) => new(path, this);
}
