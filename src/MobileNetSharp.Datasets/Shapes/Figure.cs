namespace MobileNetSharp.Datasets;

/// <summary>What the generated pictures show, each within the unit circle.</summary>
static class Figure
{
    const int Outlines = 7;

    /// <summary>The classes, by label: outlines of one colour, then textures in any outline.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["disc", "ring", "triangle", "square", "star", "cross", "crescent", "stripes", "checks", "dots"];

    public static bool IsTexture(int label) => label >= Outlines;

    /// <summary>The signed distance of a point to the outline, negative inside; a bound of it near corners.</summary>
    public static float Distance(int label, float x, float y) => label switch
    {
        0 => Radius(x, y) - 0.9f,
        1 => MathF.Abs(Radius(x, y) - 0.75f) - 0.22f,
        2 => MathF.Max(-y, MathF.Max((0.866f * x) + (0.5f * y), (-0.866f * x) + (0.5f * y))) - 0.5f,
        3 => MathF.Max(MathF.Abs(x), MathF.Abs(y)) - 0.75f,
        4 => Star(x, y),
        5 => MathF.Min(MathF.Max(MathF.Abs(x) - 1, MathF.Abs(y) - 0.28f), MathF.Max(MathF.Abs(x) - 0.28f, MathF.Abs(y) - 1)),
        6 => MathF.Max(Radius(x, y) - 1, 0.78f - Radius(x - 0.42f, y)),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "A texture has no outline."),
    };

    /// <summary>
    /// The signed distance of a point to the edge between a texture's two colours; <paramref name="period"/> is that of the pattern.
    /// </summary>
    public static float Pattern(int label, float x, float y, float period) => label switch
    {
        7 => Wave(x, period),
        8 => -MathF.CopySign(MathF.Min(MathF.Abs(Wave(x, period)), MathF.Abs(Wave(y, period))), Wave(x, period) * Wave(y, period)),
        9 => Radius(FromNearest(x, period), FromNearest(y, period)) - (0.3f * period),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Not a texture."),
    };

    static float Radius(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    /// <summary>Stripes half a period wide.</summary>
    static float Wave(float x, float period) => MathF.Abs(FromNearest(x, period)) - (period / 4);

    /// <summary>How far it is from the nearest multiple of the period.</summary>
    static float FromNearest(float x, float period) => x - (period * MathF.Round(x / period));

    /// <summary>Five points: folded into one tenth of the circle, it is the edge from an outer to an inner corner.</summary>
    static float Star(float x, float y)
    {
        const float inner = 0.38f, tenth = MathF.PI / 5;
        var angle = MathF.Abs(FromNearest(MathF.Atan2(y, x), 2 * tenth));
        var (radius, sine, cosine) = (Radius(x, y), MathF.Sin(tenth), MathF.Cos(tenth));
        var (dx, dy) = ((inner * cosine) - 1, inner * sine);
        var (px, py) = ((radius * MathF.Cos(angle)) - 1, radius * MathF.Sin(angle));
        return ((dy * px) - (dx * py)) / Radius(dx, dy);
    }
}
