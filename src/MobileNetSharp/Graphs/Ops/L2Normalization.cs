namespace MobileNetSharp.Graphs;

/// <summary>Each pixel's channels divided by the root of the sum of their squares; a pixel of zeros stays one. The shape is kept.</summary>
public sealed record L2Normalization : Op
{
    /// <inheritdoc/>
    public override string ToString() => "L2Normalization";
}
