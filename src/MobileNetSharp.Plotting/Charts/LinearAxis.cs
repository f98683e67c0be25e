using System.Globalization;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Equal distances for equal differences, with ticks at round numbers.</summary>
public sealed class LinearAxis : Axis
{
    readonly double low, high, from, to, step;

    /// <summary>An axis over the values, from pixel <paramref name="from"/> to pixel <paramref name="to"/>, ending at ticks if <paramref name="round"/>.</summary>
    public LinearAxis(IEnumerable<double> values, double from, double to, int ticks = 5, bool whole = false, bool round = true)
    {
        (this.from, this.to) = (from, to);
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        (low, high) = (finite.Min(), finite.Max());
        // What differs by rounding only has no ticks between.
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
            (low, high) = (low - Math.Max(0.5, Math.Abs(low) / 10), high + Math.Max(0.5, Math.Abs(high) / 10));
        step = Step((high - low) / ticks);
        if (whole)
            step = Math.Max(1, Math.Round(step));
        if (round)
            (low, high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
    }

    /// <inheritdoc/>
    public override IEnumerable<double> Ticks
    {
        get
        {
            for (var i = Math.Ceiling((low / step) - 1e-9); i <= (high / step) + 1e-9; i++)
                yield return i == 0 ? 0 : i * step; // not −0
        }
    }

    /// <inheritdoc/>
    public override double At(double value) => from + ((value - low) / (high - low) * (to - from));

    /// <summary>A tick's value with as many digits as the distance between ticks requires.</summary>
    public override string Label(double tick)
    {
        if (tick != 0 && Math.Max(Math.Abs(low), Math.Abs(high)) is >= 1e6 or < 1e-3)
            return tick.ToString("0.###e0", CultureInfo.InvariantCulture);
        var digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        return tick.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The next of 1, 2, 5, 10, … times a power of ten.</summary>
    static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * ((least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }
}
