using System.Globalization;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Equal distances for equal ratios of positive values, with ticks at 1, 2 and 5 times powers of ten, or at the powers alone where they are many.</summary>
public sealed class LogAxis : Axis
{
    const double Margin = 0.06;
    const int MostTicks = 8;

    readonly double low, high, from, to;

    /// <summary>An axis over the positive values, from pixel <paramref name="from"/> to pixel <paramref name="to"/>, ending at ticks if <paramref name="round"/>.</summary>
    public LogAxis(IEnumerable<double> values, double from, double to, bool round = false)
    {
        (this.from, this.to) = (from, to);
        var positive = values.Where(value => double.IsFinite(value) && value > 0).DefaultIfEmpty(1).ToArray();
        var (least, most) = (positive.Min(), positive.Max());
        (low, high) = round
            ? (Math.Log10(Candidates(least).Last(tick => tick <= least * (1 + 1e-9))), Math.Log10(Candidates(most * (1 + 1e-6)).First(tick => tick >= most * (1 - 1e-9))))
            : (Math.Log10(least) - Margin, Math.Log10(most) + Margin);
        if (high - low < 1e-6)
            high = Math.Log10(Candidates(most).First(tick => tick > most * (1 + 1e-6)));
    }

    /// <inheritdoc/>
    public override IEnumerable<double> Ticks
    {
        get
        {
            var all = Inside([1, 2, 5]).ToArray();
            return all.Length <= MostTicks ? all : Inside([1]);
        }
    }

    /// <inheritdoc/>
    public override double At(double value) => from + ((Math.Log10(value) - low) / (high - low) * (to - from));

    /// <inheritdoc/>
    public override string Label(double tick) => tick is >= 1e6 or < 1e-3
        ? tick.ToString("0e0", CultureInfo.InvariantCulture)
        : tick.ToString("#,0.###", CultureInfo.InvariantCulture);

    IEnumerable<double> Inside(int[] digits) =>
        from power in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
        from digit in digits
        let tick = digit * Math.Pow(10, power)
        where Math.Log10(tick) >= low - 1e-9 && Math.Log10(tick) <= high + 1e-9
        select tick;

    /// <summary>The ticks around a value, ascending.</summary>
    static IEnumerable<double> Candidates(double value)
    {
        var power = (int)Math.Floor(Math.Log10(value));
        return from exponent in (int[])[power - 1, power, power + 1] from digit in (int[])[1, 2, 5] select digit * Math.Pow(10, exponent);
    }
}
