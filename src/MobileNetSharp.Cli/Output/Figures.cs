using System.Globalization;

namespace MobileNetSharp.Cli.Output;

/// <summary>Numbers formatted as text; MB = 10⁶ bytes.</summary>
static class Figures
{
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F2} MB");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun: <c>1 image</c>, <c>2 images</c>.</summary>
    public static string Plural(long count, string noun, string? several = null) => $"{Count(count)} {(count == 1 ? noun : several ?? $"{noun}s")}";

    public static string Duration(TimeSpan time) => time.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F1} minutes");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
