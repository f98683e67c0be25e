using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>
/// TensorFlow's bilinear resize without antialiasing in float32 (https://www.tensorflow.org/api_docs/python/tf/image/resize,
/// and <c>half_pixel_centers</c>, <c>align_corners</c> of tf.raw_ops.ResizeBilinear); the result is rounded to 8 bits, half to even.
/// </summary>
sealed class TensorFlowResize
{
    byte[] upperRow = [], lowerRow = [];
    Axis? columnAxis, rowAxis;

    public void Resize(PixelRows source, Resampling resampling, Span<byte> target)
    {
        var (window, rowBytes) = (resampling.Window, source.Width * 3);
        var columns = Axis.For(source.Width, resampling.Width, resampling.Interpolation, ref columnAxis).Taps.AsSpan(window.Left, window.Width);
        var rows = Axis.For(source.Height, resampling.Height, resampling.Interpolation, ref rowAxis).Taps.AsSpan(window.Top, window.Height);
        var upper = Resampler.Buffer(ref upperRow, rowBytes);
        var lower = Resampler.Buffer(ref lowerRow, rowBytes);
        for (var y = 0; y < rows.Length; y++)
        {
            source.CopyRow(rows[y].Lower, 0, upper);
            source.CopyRow(rows[y].Upper, 0, lower);
            Blend(upper, lower, rows[y].Fraction, columns, target.Slice(y * window.Width * 3, window.Width * 3));
        }
    }

    static void Blend(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, float down, ReadOnlySpan<Tap> columns, Span<byte> target)
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

    readonly record struct Tap(int Lower, int Upper, float Fraction);

    /// <summary>Where the positions of one axis come from.</summary>
    sealed record Axis(int SourceSize, int Size, Interpolation Interpolation)
    {
        public Tap[] Taps { get; } = Create(SourceSize, Size, Interpolation);

        /// <summary>The axis last used where it fits, otherwise a new one.</summary>
        public static Axis For(int sourceSize, int size, Interpolation interpolation, ref Axis? last) =>
            last is not null && (last.SourceSize, last.Size, last.Interpolation) == (sourceSize, size, interpolation) ? last : last = new(sourceSize, size, interpolation);

        static Tap[] Create(int sourceSize, int size, Interpolation interpolation)
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
}
