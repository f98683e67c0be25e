using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The bounds of the options that the MobileNets share, and the name that follows from them.</summary>
static class OptionRules
{
    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> where an option is out of its bounds.</summary>
    public static void Check(double widthMultiplier, Size resolution, int classes, int outputStride)
    {
        Require(widthMultiplier is > 0 and <= 100, "The width multiplier must be above 0 and at most 100", widthMultiplier);
        Require(resolution is { Height: >= 32, Width: >= 32 }, "The resolution must be at least 32x32", resolution);
        Require(classes > 0, "There must be at least one class", classes);
        Require(outputStride is 8 or 16 or 32, "The output stride must be 8, 16 or 32", outputStride);
    }

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> with the rule and the value found where a rule does not hold.</summary>
    public static void Require(bool holds, string rule, object? value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(null, string.Create(CultureInfo.InvariantCulture, $"{rule}; it is {value}."));
    }

    /// <summary>The network's name, such as <c>mobilenet_v2_1.0_224</c>.</summary>
    public static string Name(string architecture, double widthMultiplier, Size resolution)
    {
        var size = resolution.Height == resolution.Width ? $"{resolution.Height}" : $"{resolution}";
        return string.Create(CultureInfo.InvariantCulture, $"{architecture}_{widthMultiplier:0.0########}_{size}");
    }
}
