using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>Draws antialiased regions on an image.</summary>
sealed class Canvas(int size)
{
    /// <summary>How much of a pixel a region covers, 0 … 1, at a point given in pixels from the region's center.</summary>
    public delegate (float Coverage, Color Color) Shader(float x, float y);

    public RgbImage Image { get; } = new(size, size);

    /// <summary>Fills the image with a gradient between two colors along a direction.</summary>
    public void Gradient(Color from, Color to, float direction)
    {
        var (sine, cosine) = MathF.SinCos(direction);
        for (var y = 0; y < size; y++)
        {
            var row = Image.Row(y);
            for (var x = 0; x < size; x++)
            {
                var along = (cosine * ((x + 0.5f) / size - 0.5f)) + (sine * ((y + 0.5f) / size - 0.5f));
                Color.Blend(from, to, Math.Clamp(along + 0.5f, 0, 1)).Write(row[(3 * x)..]);
            }
        }
    }

    /// <summary>Draws what the shader covers of the square of ±<paramref name="reach"/> pixels around a point.</summary>
    public void Draw(float centerX, float centerY, float reach, Shader shader)
    {
        var (top, bottom) = Bounds(centerY, reach);
        var (left, right) = Bounds(centerX, reach);
        for (var y = top; y < bottom; y++)
        {
            var row = Image.Row(y);
            for (var x = left; x < right; x++)
            {
                var (coverage, color) = shader(x + 0.5f - centerX, y + 0.5f - centerY);
                if (coverage > 0)
                    Color.Blend(Color.Read(row[(3 * x)..]), color, coverage).Write(row[(3 * x)..]);
            }
        }
    }

    /// <summary>Adds noise of a triangular distribution, up to ±<paramref name="amplitude"/> levels.</summary>
    public void AddNoise(int amplitude, RandomStream stream)
    {
        var pixels = Image.WritablePixels;
        var bits = 0UL;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % 4 == 0)
                bits = stream.NextUInt64();
            var (a, b) = ((int)(bits & 255), (int)(bits >> 8 & 255));
            bits >>= 16;
            pixels[i] = (byte)Math.Clamp(pixels[i] + ((a + b - 255) * amplitude / 255), 0, 255);
        }
    }

    (int First, int End) Bounds(float center, float reach)
        => (Math.Clamp((int)(center - reach), 0, size), Math.Clamp((int)(center + reach) + 1, 0, size));
}
