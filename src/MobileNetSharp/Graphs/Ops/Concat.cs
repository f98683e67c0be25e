namespace MobileNetSharp.Graphs;

/// <summary>Joins its inputs along one axis; their other axes agree.</summary>
/// <param name="Axis">The axis; not the batch.</param>
public sealed record Concat(Axis Axis) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Concat {Axis}";
}
