namespace MobileNetSharp.Graphs;

/// <summary>The conventions of a framework, as data: what a layer means where the paper leaves it open.</summary>
/// <param name="Name">The dialect's name in a model card.</param>
/// <param name="PadsSame">True: TensorFlow's SAME; false: PyTorch's symmetric padding.</param>
/// <param name="BatchNormEpsilon">ε inside the root of batch normalization.</param>
public sealed record Dialect(string Name, bool PadsSame, double BatchNormEpsilon)
{
    /// <summary>TensorFlow's: SAME padding, ε = 1e-3 (TF-slim, mobilenet_v2.py).</summary>
    public static Dialect TensorFlow { get; } = new("tensorflow", PadsSame: true, 1e-3);

    /// <summary>PyTorch's: symmetric padding, ε = 1e-5 (torchvision, mobilenetv2.py).</summary>
    public static Dialect PyTorch { get; } = new("pytorch", PadsSame: false, 1e-5);

    /// <summary>The dialect's padding that keeps the size at stride 1.</summary>
    public Padding Padding(Size kernel, Size dilation) =>
        PadsSame ? Graphs.Padding.Same : Graphs.Padding.Symmetric(kernel, dilation);
}
