namespace MobileNetSharp.Graphs;

/// <summary>Zeros around the input, <c>(N,H,W,C) → (N,H',W',C)</c>; a negative amount crops.</summary>
/// <param name="Padding">Explicit amounts.</param>
public sealed record Pad(Padding Padding) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Pad {Padding}";
}
