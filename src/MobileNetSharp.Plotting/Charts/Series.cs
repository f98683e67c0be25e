using System.Collections.Immutable;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>One line of a plot; a point whose value is not finite is left out.</summary>
public sealed record Series(string Name, ImmutableArray<(double X, double Y)> Points)
{
    /// <summary>Where given, how far each point's value spreads to both sides, such as a standard deviation over seeds: a light band.</summary>
    public ImmutableArray<double> Spread { get; init; } = [];
}
