using System.Collections.Immutable;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>One line of a plot; points that are not finite are left out.</summary>
public sealed record Series(string Name, ImmutableArray<(double X, double Y)> Points)
{
    /// <summary>The half height of a light band around the line at each point, such as a standard deviation; empty for none.</summary>
    public ImmutableArray<double> Spread { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Points.Length} points";
}
