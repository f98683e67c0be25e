using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>Red, green and blue, 0 … 255.</summary>
readonly record struct Color(float Red, float Green, float Blue)
{
    public static Color Random(RandomStream stream) => new(Level(stream), Level(stream), Level(stream));

    /// <summary>A random color that differs enough from these, or the most different of some.</summary>
    public static Color Against(RandomStream stream, params ReadOnlySpan<Color> others)
    {
        const float enough = 300;
        var (best, bestDifference) = (default(Color), -1f);
        for (var attempt = 0; attempt < 16 && bestDifference < enough; attempt++)
        {
            var candidate = Random(stream);
            var difference = float.MaxValue;
            foreach (var other in others)
                difference = MathF.Min(difference, candidate.Difference(other));
            if (difference > bestDifference)
                (best, bestDifference) = (candidate, difference);
        }

        return best;
    }

    public static Color Blend(Color from, Color to, float part) => new(
        from.Red + ((to.Red - from.Red) * part), from.Green + ((to.Green - from.Green) * part), from.Blue + ((to.Blue - from.Blue) * part));

    public static Color Read(ReadOnlySpan<byte> rgb) => new(rgb[0], rgb[1], rgb[2]);

    public void Write(Span<byte> rgb) => (rgb[0], rgb[1], rgb[2]) = ((byte)(Red + 0.5f), (byte)(Green + 0.5f), (byte)(Blue + 0.5f));

    float Difference(Color other) => MathF.Abs(Red - other.Red) + MathF.Abs(Green - other.Green) + MathF.Abs(Blue - other.Blue);

    static float Level(RandomStream stream) => (float)stream.NextUniform(0, 255);
}
