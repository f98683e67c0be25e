namespace MobileNetSharp.Graphs;

/// <summary>An input of the graph. Reads nothing.</summary>
/// <param name="Shape"><c>(N,H,W,C)</c>.</param>
public sealed record Input(Shape Shape) : Op
{
    /// <inheritdoc/>
    public override string ToString() => "Input";
}
