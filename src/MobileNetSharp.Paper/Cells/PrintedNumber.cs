using System.Globalization;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Paper.Cells;

/// <summary>A number as printed, such as <c>3.4M</c>: its value and its number of digits.</summary>
public readonly partial record struct PrintedNumber
{
    /// <summary>Parses a printed number; without a suffix it takes the unit of its column, such as <c>M</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public PrintedNumber(string text, string unit = "")
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is not a printed number.");
        var suffix = match.Groups["suffix"].Value;
        Suffix = suffix.Length > 0 ? suffix : unit;
        Decimals = match.Groups["decimals"].Length;
        Number = decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The number before the suffix.</summary>
    public decimal Number { get; }

    /// <summary>Digits after the point; zeros count: 300 is not 301.</summary>
    public int Decimals { get; }

    /// <summary>K, M, B, kB or another unit.</summary>
    public string Suffix { get; }

    /// <summary>The factor of the suffix: K and kB are 1000.</summary>
    public double Scale => Suffix switch { "K" or "kB" => 1e3, "M" or "MB" => 1e6, "B" => 1e9, _ => 1 };

    /// <summary>The value in units.</summary>
    public double Value => (double)Number * Scale;

    /// <summary>Whether a value, reduced to the printed digits, equals the printed one.</summary>
    public bool Is(double value, Rounding rounding)
    {
        var power = (decimal)Math.Pow(10, Decimals);
        var scaled = (decimal)value / (decimal)Scale;
        return Number == (rounding == Rounding.Truncate
            ? Math.Truncate(scaled * power) / power
            : Math.Round(scaled, Decimals, MidpointRounding.AwayFromZero));
    }

    /// <summary>Another value in the same unit, with one or two more digits.</summary>
    public string Format(double value) => Scale == 1 && Decimals == 0 && value == Math.Round(value)
        ? value.ToString("0", CultureInfo.InvariantCulture) + Suffix
        : (value / Scale).ToString($"F{Math.Max(Decimals + 1, Scale > 1 ? 2 : 1)}", CultureInfo.InvariantCulture) + Suffix;

    [GeneratedRegex(@"^(?<number>[0-9]+(\.(?<decimals>[0-9]+))?) ?(?<suffix>K|kB|M|MB|B|ms|%|×|)\z")]
    private static partial Regex Pattern();
}

/// <summary>How a value is reduced to the printed digits.</summary>
public enum Rounding
{
    /// <summary>To the nearest, halves away from zero.</summary>
    Nearest,

    /// <summary>Further digits are dropped.</summary>
    Truncate,
}
