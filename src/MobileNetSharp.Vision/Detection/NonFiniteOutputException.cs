namespace MobileNetSharp.Vision.Detection;

/// <summary>The network's output for an image is not a number (NaN), so that nothing can be said about its objects.</summary>
public sealed class NonFiniteOutputException : MobileNetSharpException
{
    internal NonFiniteOutputException(string output)
        : base($"the network's output '{output}' is not a number (NaN); its weights are damaged, its training diverged, or its preprocessing does not fit; try another file of the model.") =>
        Output = output;

    NonFiniteOutputException(string path, NonFiniteOutputException fault) : base($"{path}: {fault.Message}", fault) => (Output, Path) = (fault.Output, path);

    /// <summary>The name of the output.</summary>
    public string Output { get; }

    /// <summary>The image's file; null for bytes in memory and streams.</summary>
    public string? Path { get; }

    /// <summary>The same fault with the image's path in front.</summary>
    internal NonFiniteOutputException In(string path) => new(path, this);
}
