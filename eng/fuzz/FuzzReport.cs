using static System.FormattableString;

namespace MobileNetSharp.Fuzz;

/// <summary>What came of a reader's damaged files.</summary>
sealed record FuzzReport(string Reader)
{
    public static string Header => Invariant($"{"reader",-14} {"seeds",6} {"files",8} {"read",8} {"refused",8} {"faults",7} {"slowest ms",11} {"most MB",8} {"s",6}");

    public int Seeds { get; init; }

    public int Files { get; init; }

    public int Loaded { get; init; }

    public int Faults { get; init; }

    public TimeSpan Slowest { get; init; }

    public TimeSpan Total { get; init; }

    public long MostBytes { get; init; }

    public FuzzReport With(bool loaded, TimeSpan elapsed, long allocatedBytes) => this with
    {
        Files = Files + 1,
        Loaded = Loaded + (loaded ? 1 : 0),
        Slowest = elapsed > Slowest ? elapsed : Slowest,
        Total = Total + elapsed,
        MostBytes = Math.Max(MostBytes, allocatedBytes),
    };

    public override string ToString() => Invariant(
        $"{Reader,-14} {Seeds,6} {Files,8} {Loaded,8} {Files - Loaded,8} {Faults,7} {Slowest.TotalMilliseconds,11:0.0} {MostBytes / 1e6,8:0.0} {Total.TotalSeconds,6:0}");
}
