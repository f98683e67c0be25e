using System.Globalization;

namespace MobileNetSharp.Cli.Output;

/// <summary>Numbers formatted as text; MB = 10⁶ bytes.</summary>
static class Figures
{
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F2} MB");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
