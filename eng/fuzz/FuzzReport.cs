using System.Globalization;
using static System.FormattableString;

namespace MobileNetSharp.Fuzz;

/// <summary>What came of a reader's damaged files: of some, or of all.</summary>
sealed record FuzzReport(string Reader)
{
    public static string Header => Invariant($"{"reader",-20} {"seeds",6} {"files",9} {"read",9} {"refused",9} {"faults",7} {"slowest ms",11} {"most MB",8} {"s",7} {"files/s",8}");

    public int Seeds { get; init; }

    public int Files { get; init; }

    public int Loaded { get; init; }

    public int Faults { get; init; }

    public TimeSpan Slowest { get; init; }

    public TimeSpan Total { get; init; }

    public long MostBytes { get; init; }

    /// <summary>With one more file.</summary>
    public FuzzReport With(bool loaded, TimeSpan elapsed, long allocatedBytes) => this with
    {
        Files = Files + 1,
        Loaded = Loaded + (loaded ? 1 : 0),
        Slowest = elapsed > Slowest ? elapsed : Slowest,
        MostBytes = Math.Max(MostBytes, allocatedBytes),
    };

    /// <summary>With the files of another part.</summary>
    public FuzzReport With(FuzzReport part) => this with
    {
        Seeds = part.Seeds,
        Files = Files + part.Files,
        Loaded = Loaded + part.Loaded,
        Faults = Faults + part.Faults,
        Slowest = part.Slowest > Slowest ? part.Slowest : Slowest,
        Total = Total + part.Total,
        MostBytes = Math.Max(MostBytes, part.MostBytes),
    };

    /// <summary>As a line that <see cref="Parse"/> reads.</summary>
    public string ToLine() => Invariant($"{Reader}\t{Seeds}\t{Files}\t{Loaded}\t{Faults}\t{Slowest.TotalSeconds:R}\t{Total.TotalSeconds:R}\t{MostBytes}");

    public static FuzzReport Parse(string line)
    {
        var fields = line.Split('\t');
        return new(fields[0])
        {
            Seeds = Int32(fields[1]),
            Files = Int32(fields[2]),
            Loaded = Int32(fields[3]),
            Faults = Int32(fields[4]),
            Slowest = Seconds(fields[5]),
            Total = Seconds(fields[6]),
            MostBytes = long.Parse(fields[7], CultureInfo.InvariantCulture),
        };

        static int Int32(string field) => int.Parse(field, CultureInfo.InvariantCulture);
        static TimeSpan Seconds(string field) => TimeSpan.FromSeconds(double.Parse(field, CultureInfo.InvariantCulture));
    }

    public override string ToString() => Invariant(
        $"{Reader,-20} {Seeds,6} {Files,9} {Loaded,9} {Files - Loaded,9} {Faults,7} {Slowest.TotalMilliseconds,11:0.0} {MostBytes / 1e6,8:0.0} {Total.TotalSeconds,7:0} {Files / Total.TotalSeconds,8:0}");
}
