using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>One generated image of one object, from the background to the noise. Lengths are parts of the image's side.</summary>
sealed class ShapesScene(int size, RandomStream stream)
{
    readonly Painter painter = new(size, stream);

    public RgbImage Draw(int label)
    {
        var (from, to) = painter.Gradient();
        for (var i = 6 + stream.NextInt(7); i > 0; i--)
            painter.Blob(Between(0, 1), Between(0, 1), Between(0.02f, 0.08f));
        for (var i = 4 + stream.NextInt(5); i > 0; i--)
            painter.Line(Between(0, 1), Between(0, 1), Between(0.1f, 0.5f), Between(0.01f, 0.03f));
        var radius = Between(0.25f, 0.4f);
        var (x, y) = (Between(radius, 1 - radius), Between(radius, 1 - radius));
        Object(label, x, y, radius, Color.Against(stream, from, to));
        Hide(x, y, radius);
        painter.Noise();
        return painter.Image;
    }

    void Object(int label, float x, float y, float radius, Color color)
    {
        var (reach, stretch) = (radius * size, Between(0.9f, 1.1f));
        var angle = Between(0, MathF.Tau);
        // A texture fills the whole outlines only, so that enough of it is seen.
        int[] filled = [Figure.Disc, Figure.Triangle, Figure.Square];
        var outline = Figure.IsTexture(label) ? filled[stream.NextInt(filled.Length)] : label;
        var other = Figure.IsTexture(label) ? Color.Against(stream, color) : color;
        var (period, phase) = (Between(0.11f, 0.16f) / radius, Between(0, 1));
        var figure = new PlacedFigure(outline, x * size, y * size, reach, angle, stretch);
        painter.Figure(figure, 1.2f * reach, (px, py) =>
        {
            var coverage = Painter.Coverage(figure.Distance(px, py));
            if (!Figure.IsTexture(label) || coverage <= 0)
                return (coverage, color);
            var (u, v) = figure.Local(px, py);
            return (coverage, Color.Blend(color, other, Painter.Coverage(Figure.Pattern(label, u + phase, v + phase, period) * reach)));
        });
    }

    /// <summary>Something in front of the object: a line across it and a blob or two at its edge.</summary>
    void Hide(float x, float y, float radius)
    {
        if (stream.NextInt(2) == 0)
            painter.Line(x + Between(-0.5f, 0.5f) * radius, y + Between(-0.5f, 0.5f) * radius, Between(0.2f, 0.6f), Between(0.015f, 0.04f));
        for (var i = stream.NextInt(3); i > 0; i--)
        {
            var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
            painter.Blob(x + (cosine * radius), y + (sine * radius), Between(0.03f, 0.07f));
        }
    }

    float Between(float minimum, float maximum) => painter.Between(minimum, maximum);
}
