namespace MobileNetSharp.Models;

/// <summary>How a width multiplier gives a whole number of channels.</summary>
static class ChannelRules
{
    /// <summary>MobileNetV2's: the nearest multiple of 8, at least 8, never below 90 % of the product (TF-slim, mobilenet/conv_blocks.py).</summary>
    public static int MakeDivisible(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }

    /// <summary>MobileNetV1's: the product cut to a whole number, at least 8 (TF-slim, mobilenet_v1.py).</summary>
    public static int AtLeastEight(double channels) => Math.Max(8, (int)channels);
}
