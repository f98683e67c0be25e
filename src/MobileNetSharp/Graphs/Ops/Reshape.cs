namespace MobileNetSharp.Graphs;

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
