namespace MobileNetSharp.Plotting.Charts;

/// <summary>Maps values to pixels along a side of a plot.</summary>
public abstract class Axis
{
    /// <summary>The values of the ticks, ascending.</summary>
    public abstract IEnumerable<double> Ticks { get; }

    /// <summary>The pixel of a value.</summary>
    public abstract double At(double value);

    /// <summary>A tick's value as text.</summary>
    public abstract string Label(double tick);
}
