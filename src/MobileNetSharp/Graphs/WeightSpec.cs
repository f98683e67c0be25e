using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>A weight that a node needs.</summary>
/// <param name="Name">The node's name, a dot, and <c>weight</c>, <c>bias</c>, <c>running_mean</c>, …</param>
/// <param name="Shape">OIHW for convolutions, (out, in) for linear layers, (C) for vectors, empty for a scalar.</param>
/// <param name="Role">What it is for.</param>
public sealed record WeightSpec(string Name, ImmutableArray<int> Shape, WeightRole Role)
{
    /// <summary>Elements in all.</summary>
    public long Count => Shape.Aggregate(1L, (product, axis) => product * axis);
}
