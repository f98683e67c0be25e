namespace MobileNetSharp.Graphs;

/// <summary>Pooling over a sliding window, channel by channel: <c>(N,H,W,C) → (N,H',W',C)</c>.</summary>
/// <param name="Kind">Maximum or mean.</param>
/// <param name="Kernel">Window size.</param>
/// <param name="Stride">Step between two outputs.</param>
/// <param name="Padding">Pixels around the input; never the maximum.</param>
/// <param name="CeilMode">Round the output's size up, as PyTorch's ceil_mode (no window starts in the bottom or right padding).</param>
/// <param name="CountsPadding">Whether a mean counts padded pixels (PyTorch's default; TensorFlow never does).</param>
public sealed record Pool(
    PoolKind Kind, Size Kernel, Size Stride, Padding Padding, bool CeilMode = false, bool CountsPadding = false) : Op
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kind}Pool {Kernel} stride {Stride} padding {Padding}"
        + (CeilMode ? " ceil" : "") + (CountsPadding ? " counts padding" : "");
}
