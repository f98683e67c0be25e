using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>One generated image, from the background to the noise. Lengths are parts of the image's side.</summary>
sealed class ShapesScene(int size, RandomStream stream)
{
    readonly Canvas canvas = new(size);

    public RgbImage Draw(int label)
    {
        var (from, to) = (Color.Random(stream), Color.Random(stream));
        canvas.Gradient(from, to, Between(0, MathF.Tau));
        for (var i = 6 + stream.NextInt(7); i > 0; i--)
            Blob(Between(0, 1), Between(0, 1), Between(0.02f, 0.08f));
        for (var i = 4 + stream.NextInt(5); i > 0; i--)
            Line(Between(0, 1), Between(0, 1), Between(0.1f, 0.5f), Between(0.01f, 0.03f));
        var radius = Between(0.25f, 0.4f);
        var (x, y) = (Between(radius, 1 - radius), Between(radius, 1 - radius));
        Object(label, x, y, radius, Color.Against(stream, from, to));
        Hide(x, y, radius);
        canvas.AddNoise(8 + stream.NextInt(25), stream);
        return canvas.Image;
    }

    void Object(int label, float x, float y, float radius, Color color)
    {
        var (reach, stretch) = (radius * size, Between(0.9f, 1.1f));
        var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
        // A texture fills the whole outlines only, so that enough of it is seen.
        int[] filled = [Figure.Disc, Figure.Triangle, Figure.Square];
        var outline = Figure.IsTexture(label) ? filled[stream.NextInt(filled.Length)] : label;
        var other = Figure.IsTexture(label) ? Color.Against(stream, color) : color;
        var (period, phase) = (Between(0.11f, 0.16f) / radius, Between(0, 1));
        canvas.Draw(x * size, y * size, 1.2f * reach, (px, py) =>
        {
            var (u, v) = (((cosine * px) + (sine * py)) / reach * stretch, ((cosine * py) - (sine * px)) / reach / stretch);
            var coverage = Coverage(Figure.Distance(outline, u, v) * reach);
            if (!Figure.IsTexture(label) || coverage <= 0)
                return (coverage, color);
            var pattern = Figure.Pattern(label, u + phase, v + phase, period) * reach;
            return (coverage, Color.Blend(color, other, Coverage(pattern)));
        });
    }

    /// <summary>Something in front of the object: a line across it and a blob or two at its edge.</summary>
    void Hide(float x, float y, float radius)
    {
        if (stream.NextInt(2) == 0)
            Line(x + Between(-0.5f, 0.5f) * radius, y + Between(-0.5f, 0.5f) * radius, Between(0.2f, 0.6f), Between(0.015f, 0.04f));
        for (var i = stream.NextInt(3); i > 0; i--)
        {
            var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
            Blob(x + (cosine * radius), y + (sine * radius), Between(0.03f, 0.07f));
        }
    }

    /// <summary>An ellipse or a rectangle.</summary>
    void Blob(float x, float y, float radius)
    {
        var (reach, stretch, color) = (radius * size, Between(0.5f, 1), Color.Random(stream));
        var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
        var outline = stream.NextInt(2) == 0 ? Figure.Disc : Figure.Square;
        canvas.Draw(x * size, y * size, 1.2f * reach, (px, py) =>
        {
            var (u, v) = (((cosine * px) + (sine * py)) / reach, ((cosine * py) - (sine * px)) / reach / stretch);
            return (Coverage(Figure.Distance(outline, u, v) * reach * stretch), color);
        });
    }

    void Line(float x, float y, float length, float width)
    {
        var (reach, half, color) = (length * size / 2, width * size / 2, Color.Random(stream));
        var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
        canvas.Draw(x * size, y * size, reach + 1, (px, py) =>
        {
            var (along, across) = (MathF.Abs((cosine * px) + (sine * py)) - reach, MathF.Abs((cosine * py) - (sine * px)) - half);
            return (Coverage(MathF.Max(along, across)), color);
        });
    }

    /// <summary>The part of a pixel inside an edge at this distance in pixels.</summary>
    static float Coverage(float distance) => Math.Clamp(0.5f - distance, 0, 1);

    float Between(float minimum, float maximum) => (float)stream.NextUniform(minimum, maximum);
}
