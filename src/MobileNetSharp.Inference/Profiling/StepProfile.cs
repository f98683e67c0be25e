using System.Collections.Immutable;
using System.Diagnostics;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Profiling;

/// <summary>How long each step of a session's latest run took.</summary>
public sealed class StepProfile
{
    readonly TimeSpan[] times;
    long last;

    internal StepProfile(IEnumerable<ImmutableArray<Node>> steps)
    {
        Steps = [.. steps];
        times = new TimeSpan[Steps.Length];
    }

    /// <summary>The steps in order, each with the nodes that it runs as one.</summary>
    public ImmutableArray<ImmutableArray<Node>> Steps { get; }

    /// <summary>The time of each step in the latest run.</summary>
    public ReadOnlySpan<TimeSpan> Times => times;

    /// <summary>A run starts.</summary>
    internal void Start() => last = Stopwatch.GetTimestamp();

    /// <summary>The step is done, and the next one starts.</summary>
    internal void Finish(int step)
    {
        var now = Stopwatch.GetTimestamp();
        times[step] = Stopwatch.GetElapsedTime(last, now);
        last = now;
    }
}
