using MobileNetSharp.Cards;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>
/// TensorFlow's bilinear resize without antialiasing in float32 (https://www.tensorflow.org/api_docs/python/tf/image/resize,
/// and <c>half_pixel_centers</c>, <c>align_corners</c> of tf.raw_ops.ResizeBilinear); the result is rounded to 8 bits, half to even.
/// </summary>
static class TensorFlowResize
{
    readonly record struct Tap(int Lower, int Upper, float Fraction);

    public static RgbImage Resize(RgbImage source, int width, int height, Interpolation interpolation)
    {
        var target = new RgbImage(width, height);
        var columns = Taps(source.Width, width, interpolation);
        var rows = Taps(source.Height, height, interpolation);
        for (var y = 0; y < height; y++)
            Blend(source.Row(rows[y].Lower), source.Row(rows[y].Upper), rows[y].Fraction, columns, target.Row(y));
        return target;
    }

    static void Blend(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, float down, Tap[] columns, Span<byte> target)
    {
        for (var x = 0; x < columns.Length; x++)
        {
            var (left, right, fraction) = columns[x];
            for (var channel = 0; channel < 3; channel++)
            {
                var (l, r) = (3 * left + channel, 3 * right + channel);
                var above = upper[l] + (upper[r] - upper[l]) * fraction;
                var below = lower[l] + (lower[r] - lower[l]) * fraction;
                target[3 * x + channel] = (byte)MathF.Round(above + (below - above) * down);
            }
        }
    }

    static Tap[] Taps(int sourceSize, int size, Interpolation interpolation)
    {
        var scale = interpolation == Interpolation.TensorFlowBilinearAlignCorners && size > 1
            ? (sourceSize - 1) / (float)(size - 1)
            : sourceSize / (float)size;
        var center = interpolation == Interpolation.TensorFlowBilinear ? 0.5f : 0;
        var taps = new Tap[size];
        for (var position = 0; position < size; position++)
        {
            var source = (position + center) * scale - center;
            var floor = MathF.Floor(source);
            // float32 may round the last position up to the edge.
            taps[position] = new(Math.Clamp((int)floor, 0, sourceSize - 1), Math.Min((int)MathF.Ceiling(source), sourceSize - 1), source - floor);
        }

        return taps;
    }
}
