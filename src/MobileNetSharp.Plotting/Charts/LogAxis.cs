namespace MobileNetSharp.Plotting.Charts;

/// <summary>Maps positive values to pixels along a logarithmic side of a plot, with ticks at 1, 2 and 5 times powers of ten.</summary>
sealed class LogAxis
{
    readonly double low, high, from, to;

    public LogAxis(IEnumerable<double> values, double from, double to)
    {
        (this.from, this.to) = (from, to);
        var positive = values.Where(value => double.IsFinite(value) && value > 0).DefaultIfEmpty(1).ToArray();
        (low, high) = (Math.Log10(positive.Min()) - 0.06, Math.Log10(positive.Max()) + 0.06);
    }

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var power = (int)Math.Floor(low); power <= high; power++)
            {
                foreach (var digit in (double[])[1, 2, 5])
                {
                    var tick = digit * Math.Pow(10, power);
                    if (Math.Log10(tick) >= low && Math.Log10(tick) <= high)
                        yield return tick;
                }
            }
        }
    }

    public double At(double value) => from + ((Math.Log10(value) - low) / (high - low) * (to - from));
}
