namespace MobileNetSharp.Inference.Profiling;

/// <summary>What half, a tenth and nine tenths of some measurements do not exceed, in their unit.</summary>
public sealed record Quantiles(double Median, double P10, double P90)
{
    /// <summary>The quantiles of at least one measurement, interpolated between neighbors.</summary>
    public static Quantiles From(IEnumerable<double> measurements)
    {
        double[] sorted = [.. measurements.Order()];
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(measurements));
        return new Quantiles(At(sorted, 0.5), At(sorted, 0.1), At(sorted, 0.9));
    }

    /// <summary>The same in a unit of which <paramref name="factor"/> make one of this one.</summary>
    public Quantiles Times(double factor) => new(Median * factor, P10 * factor, P90 * factor);

    static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (lower, upper) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return lower + ((upper - lower) * (place - Math.Floor(place)));
    }
}
