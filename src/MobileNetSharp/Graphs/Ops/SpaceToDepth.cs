namespace MobileNetSharp.Graphs;

/// <summary>
/// Moves blocks of pixels into channels: <c>(N,H,W,C) → (N,H/b,W/b,b²·C)</c>, output channel
/// <c>(dy·b + dx)·C + c</c> (TensorFlow's and ONNX's order; Darknet's passthrough up to a permutation).
/// </summary>
/// <param name="BlockSize">b.</param>
public sealed record SpaceToDepth(int BlockSize) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"SpaceToDepth block {BlockSize}";
}
