namespace MobileNetSharp.Graphs;

/// <summary>Joins its inputs along one axis; their other axes agree.</summary>
/// <param name="Axis">The axis; not the batch.</param>
public sealed record Concat(Axis Axis) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Concat {Axis}";
}

/// <summary>An axis of <c>(N,H,W,C)</c>; the value is its position.</summary>
public enum Axis
{
    /// <summary>N.</summary>
    Batch,

    /// <summary>H.</summary>
    Height,

    /// <summary>W.</summary>
    Width,

    /// <summary>C.</summary>
    Channels,
}

/// <summary>
/// Changes height and width: <c>(N,H,W,C) → (N,H',W',C)</c>, to a fixed size, or, where <paramref name="Size"/> is null,
/// to that of a second input (whose values are not read), so that the graph keeps working at other input sizes.
/// </summary>
/// <param name="Mode">Nearest or bilinear.</param>
/// <param name="Coordinates">Which input coordinate an output pixel reads.</param>
/// <param name="Size">The new size; null: the second input's.</param>
public sealed record Resize(ResizeMode Mode, CoordinateMode Coordinates, Size? Size = null) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Resize {Mode} {Coordinates}{(Size is { } size ? $" to {size}" : "")}";
}

/// <summary>How a value between pixels is found (ONNX Resize, mode).</summary>
public enum ResizeMode
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>Linear between the four pixels around, without antialiasing.</summary>
    Bilinear,
}

/// <summary>Which input coordinate an output pixel reads (ONNX Resize, coordinate_transformation_mode).</summary>
public enum CoordinateMode
{
    /// <summary><c>(y + ½)·scale − ½</c>: TensorFlow's half_pixel_centers, PyTorch's default.</summary>
    HalfPixel,

    /// <summary><c>y·(in − 1)/(out − 1)</c>: the corners fall on each other.</summary>
    AlignCorners,

    /// <summary><c>y·scale</c>: TensorFlow 1's default.</summary>
    Asymmetric,
}

/// <summary>Zeros around the input, <c>(N,H,W,C) → (N,H',W',C)</c>; a negative amount crops.</summary>
/// <param name="Padding">Explicit amounts.</param>
public sealed record Pad(Padding Padding) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Pad {Padding}";
}

/// <summary>
/// The same values, read in <c>(N,H,W,C)</c> order, as <c>(N,Height,Width,Channels)</c>; one of the three may be −1 and
/// is then whatever is left.
/// </summary>
/// <param name="Height">New height.</param>
/// <param name="Width">New width.</param>
/// <param name="Channels">New channels.</param>
public sealed record Reshape(int Height, int Width, int Channels) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Reshape {Height}x{Width}x{Channels}";
}

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

/// <summary>ShuffleNet's shuffle: channel <c>g·(C/Groups) + i</c> becomes channel <c>i·Groups + g</c>. The shape is kept.</summary>
/// <param name="Groups">Groups that the channels come in.</param>
public sealed record ChannelShuffle(int Groups) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"ChannelShuffle groups {Groups}";
}
