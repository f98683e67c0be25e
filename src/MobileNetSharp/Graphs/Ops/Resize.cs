namespace MobileNetSharp.Graphs;

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
