namespace MobileNetSharp.Graphs;

/// <summary>Elementwise sum of two inputs of one shape: the residual connection.</summary>
public sealed record Add : Op
{
    /// <inheritdoc/>
    public override string ToString() => "Add";
}
