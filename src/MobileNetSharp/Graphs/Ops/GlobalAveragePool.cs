namespace MobileNetSharp.Graphs;

/// <summary>The mean over height and width: <c>(N,H,W,C) → (N,1,1,C)</c>.</summary>
public sealed record GlobalAveragePool : Op
{
    /// <inheritdoc/>
    public override string ToString() => "GlobalAveragePool";
}
