using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>Paints generated images: clutter of random color and shape, and figures. Lengths are parts of the image's side.</summary>
sealed class Painter(int size, RandomStream stream)
{
    readonly Canvas canvas = new(size);

    public RgbImage Image => canvas.Image;

    /// <summary>Fills the image with a gradient between two random colors.</summary>
    public (Color From, Color To) Gradient()
    {
        var (from, to) = (Color.Random(stream), Color.Random(stream));
        canvas.Gradient(from, to, Between(0, MathF.Tau));
        return (from, to);
    }

    /// <summary>Draws what the shader covers around a figure's center.</summary>
    public void Figure(PlacedFigure figure, float reach, Canvas.Shader shader) => canvas.Draw(figure.X, figure.Y, reach, shader);

    /// <summary>An ellipse or a rectangle.</summary>
    public void Blob(float x, float y, float radius)
    {
        var (reach, stretch, color) = (radius * size, Between(0.5f, 1), Color.Random(stream));
        var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
        var outline = stream.NextInt(2) == 0 ? Shapes.Figure.Disc : Shapes.Figure.Square;
        canvas.Draw(x * size, y * size, 1.2f * reach, (px, py) =>
        {
            var (u, v) = (((cosine * px) + (sine * py)) / reach, ((cosine * py) - (sine * px)) / reach / stretch);
            return (Coverage(Shapes.Figure.Distance(outline, u, v) * reach * stretch), color);
        });
    }

    public void Line(float x, float y, float length, float width)
    {
        var (reach, half, color) = (length * size / 2, width * size / 2, Color.Random(stream));
        var (sine, cosine) = MathF.SinCos(Between(0, MathF.Tau));
        canvas.Draw(x * size, y * size, reach + 1, (px, py) =>
        {
            var (along, across) = (MathF.Abs((cosine * px) + (sine * py)) - reach, MathF.Abs((cosine * py) - (sine * px)) - half);
            return (Coverage(MathF.Max(along, across)), color);
        });
    }

    public void Noise() => canvas.AddNoise(8 + stream.NextInt(25), stream);

    /// <summary>The part of a pixel inside an edge at this distance in pixels.</summary>
    public static float Coverage(float distance) => Math.Clamp(0.5f - distance, 0, 1);

    public float Between(float minimum, float maximum) => (float)stream.NextUniform(minimum, maximum);
}
