using System.Collections.Immutable;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>What the generated images show, each within the unit circle.</summary>
static class Figure
{
    public const int Checks = 0, Crescent = 1, Cross = 2, Disc = 3, Dots = 4, Ring = 5, Square = 6, Star = 7, Stripes = 8, Triangle = 9;

    /// <summary>The classes, by label, in the order that a folder of them has.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["checks", "crescent", "cross", "disc", "dots", "ring", "square", "star", "stripes", "triangle"];

    /// <summary>The labels of those in scenes of several objects, which also show what they are where they are small or half covered.</summary>
    public static ImmutableArray<int> Outlines { get; } = [Cross, Disc, Ring, Square, Triangle];

    /// <summary>Whether it is a pattern of two colors in any outline, not an outline of one color.</summary>
    public static bool IsTexture(int label) => label is Checks or Dots or Stripes;

    /// <summary>The signed distance of a point to the outline, negative inside; a bound of it near corners.</summary>
    public static float Distance(int label, float x, float y) => label switch
    {
        Disc => Radius(x, y) - 0.9f,
        Ring => MathF.Abs(Radius(x, y) - 0.75f) - 0.22f,
        Triangle => MathF.Max(-y, MathF.Max((0.866f * x) + (0.5f * y), (-0.866f * x) + (0.5f * y))) - 0.5f,
        Square => MathF.Max(MathF.Abs(x), MathF.Abs(y)) - 0.75f,
        Star => FivePoints(x, y),
        Cross => MathF.Min(MathF.Max(MathF.Abs(x) - 1, MathF.Abs(y) - 0.28f), MathF.Max(MathF.Abs(x) - 0.28f, MathF.Abs(y) - 1)),
        Crescent => MathF.Max(Radius(x, y) - 1, 0.78f - Radius(x - 0.42f, y)),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "A texture has no outline."),
    };

    /// <summary>
    /// The signed distance of a point to the edge between a texture's two colors; <paramref name="period"/> is that of the pattern.
    /// </summary>
    public static float Pattern(int label, float x, float y, float period) => label switch
    {
        Stripes => Wave(x, period),
        Checks => -MathF.CopySign(MathF.Min(MathF.Abs(Wave(x, period)), MathF.Abs(Wave(y, period))), Wave(x, period) * Wave(y, period)),
        Dots => Radius(FromNearest(x, period), FromNearest(y, period)) - (0.3f * period),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Not a texture."),
    };

    static float Radius(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    /// <summary>Stripes half a period wide.</summary>
    static float Wave(float x, float period) => MathF.Abs(FromNearest(x, period)) - (period / 4);

    /// <summary>How far it is from the nearest multiple of the period.</summary>
    static float FromNearest(float x, float period) => x - (period * MathF.Round(x / period));

    /// <summary>Five points: folded into one tenth of the circle, it is the edge from an outer to an inner corner.</summary>
    static float FivePoints(float x, float y)
    {
        const float inner = 0.38f, tenth = MathF.PI / 5;
        var angle = MathF.Abs(FromNearest(MathF.Atan2(y, x), 2 * tenth));
        var (radius, sine, cosine) = (Radius(x, y), MathF.Sin(tenth), MathF.Cos(tenth));
        var (dx, dy) = ((inner * cosine) - 1, inner * sine);
        var (px, py) = ((radius * MathF.Cos(angle)) - 1, radius * MathF.Sin(angle));
        return ((dy * px) - (dx * py)) / Radius(dx, dy);
    }
}
