using System.Diagnostics;

namespace MobileNetSharp.Inference.Profiling;

/// <summary>Runs something until it gets no faster: code is compiled in stages, caches fill, threads start.</summary>
public static class WarmUp
{
    const int Window = 5;
    const double Gain = 0.02;

    /// <summary>
    /// The time of every run in milliseconds. It ends when the fastest of the last five runs is not 2 % faster than the
    /// fastest of the five before, or when <paramref name="limit"/> has passed, but not before the second run.
    /// </summary>
    public static List<double> Run(Action run, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(run);
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count < 2 || (!IsSteady(times) && Stopwatch.GetElapsedTime(start) < limit))
            times.Add(Time(run));
        return times;
    }

    /// <summary>How many milliseconds a run takes.</summary>
    public static double Time(Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The first run, counted from 1, that took at most a tenth longer than a steady one; null where none did.</summary>
    public static int? FirstSteadyRun(IReadOnlyList<double> times, double steadyMs)
    {
        ArgumentNullException.ThrowIfNull(times);
        for (var i = 0; i < times.Count; i++)
        {
            if (times[i] <= 1.1 * steadyMs)
                return i + 1;
        }

        return null;
    }

    static bool IsSteady(List<double> times) =>
        times.Count >= 2 * Window
        && times.Skip(times.Count - Window).Min() > (1 - Gain) * times.Skip(times.Count - (2 * Window)).Take(Window).Min();
}
