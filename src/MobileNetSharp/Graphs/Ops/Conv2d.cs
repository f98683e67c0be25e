namespace MobileNetSharp.Graphs;

/// <summary>
/// Convolution (cross-correlation, as every framework means it): <c>(N,H,W,C) → (N,H',W',Channels)</c>.
/// Weights OIHW: <c>(Channels, C/Groups, kernel height, kernel width)</c>; depthwise where Groups = C.
/// </summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">Kernel size.</param>
/// <param name="Stride">Step between two outputs.</param>
/// <param name="Dilation">Distance between two taps of the kernel.</param>
/// <param name="Groups">Groups that input and output channels are split into.</param>
/// <param name="Padding">Zeros around the input.</param>
/// <param name="HasBias">Whether a bias <c>(Channels)</c> is added.</param>
public sealed record Conv2d(
    int Channels, Size Kernel, Size Stride, Size Dilation, int Groups, Padding Padding, bool HasBias) : Op
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"Conv2d {Kernel} channels {Channels}"
        + (Stride == 1 ? "" : $" stride {Stride}")
        + (Dilation == 1 ? "" : $" dilation {Dilation}")
        + (Groups == 1 ? "" : $" groups {Groups}")
        + $" padding {Padding}"
        + (HasBias ? " bias" : "");
}
