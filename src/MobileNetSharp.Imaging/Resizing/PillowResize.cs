using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>
/// Pillow's <c>Image.resize</c> on 8-bit RGB, to the bit: a horizontal, then a vertical pass of a separable filter
/// in fixed point, each rounded to 8 bits (https://pillow.readthedocs.io, Concepts, Filters). A pass that keeps the size is skipped.
/// </summary>
sealed class PillowResize
{
    const int Half = 1 << (ResizeTaps.FractionBits - 1);

    byte[] sourceRow = [], between = [];
    ResizeTaps? columnTaps, rowTaps;

    public void Resize(PixelRows source, Resampling resampling, ResizeFilter filter, Span<byte> target)
    {
        var window = resampling.Window;
        var rowBytes = window.Width * 3;
        var columns = ResizeTaps.For(source.Width, resampling.Columns ?? ResizeSpan.Whole(source.Width), resampling.Width, filter, ref columnTaps);
        var rows = ResizeTaps.For(source.Height, resampling.Rows ?? ResizeSpan.Whole(source.Height), resampling.Height, filter, ref rowTaps);
        if (rows is null)
        {
            for (var y = 0; y < window.Height; y++)
                Horizontal(source, window.Top + y, columns, window, target.Slice(y * rowBytes, rowBytes));
            return;
        }

        // Only the rows that the window's filters reach.
        var first = rows.First[window.Top];
        var count = rows.First[window.Top + window.Height - 1] + rows.Count - first;
        var passed = Resampler.Buffer(ref between, checked(count * rowBytes));
        for (var y = 0; y < count; y++)
            Horizontal(source, first + y, columns, window, passed.Slice(y * rowBytes, rowBytes));
        for (var y = 0; y < window.Height; y++)
        {
            var neighbors = passed.Slice((rows.First[window.Top + y] - first) * rowBytes, rows.Count * rowBytes);
            var targetRow = target.Slice(y * rowBytes, rowBytes);
            if (rowBytes < Vector<byte>.Count) VerticalRow(neighbors, rows[window.Top + y], targetRow);
            else VerticalRowByVectors(neighbors, rows[window.Top + y], targetRow);
        }
    }

    void Horizontal(PixelRows source, int y, ResizeTaps? taps, PixelRectangle window, Span<byte> target)
    {
        if (taps is null)
        {
            source.CopyRow(y, window.Left, target);
            return;
        }

        // A pixel is moved as four bytes: the fourth is the next pixel's, or this padding.
        var row = Resampler.Buffer(ref sourceRow, (source.Width * 3) + 1);
        source.CopyRow(y, 0, row[..^1]);
        var last = window.Width - 1;
        for (var x = 0; x < last; x++)
            Unsafe.WriteUnaligned(ref target[x * 3], Pixel(row[(taps.First[window.Left + x] * 3)..], taps[window.Left + x]));
        var pixel = Pixel(row[(taps.First[window.Left + last] * 3)..], taps[window.Left + last]);
        (target[3 * last], target[(3 * last) + 1], target[(3 * last) + 2]) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
    }

    /// <summary>The weighted sum of neighboring pixels, one channel a lane.</summary>
    static uint Pixel(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> weights)
    {
        var sum = Vector128.Create(Half);
        for (var i = 0; i < weights.Length; i++)
        {
            var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(in pixels[3 * i])).AsByte();
            sum += Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32() * weights[i];
        }

        var channels = Vector128.Clamp(sum >> ResizeTaps.FractionBits, Vector128<int>.Zero, Vector128.Create(255));
        return Vector128.Shuffle(channels.AsByte(), Vector128.Create(0x0C080400u, 0, 0, 0).AsByte()).AsUInt32().ToScalar();
    }

    static void VerticalRow(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var sum = Half;
            for (var i = 0; i < weights.Length; i++) sum += rows[i * target.Length + x] * weights[i];
            target[x] = (byte)Math.Clamp(sum >> ResizeTaps.FractionBits, 0, 255);
        }
    }

    static void VerticalRowByVectors(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> target)
    {
        var last = target.Length - Vector<byte>.Count;
        // The last vector overlaps the one before it.
        for (var x = 0; ; x = Math.Min(x + Vector<byte>.Count, last))
        {
            var (a, b, c, d) = (new Vector<int>(Half), new Vector<int>(Half), new Vector<int>(Half), new Vector<int>(Half));
            for (var i = 0; i < weights.Length; i++)
            {
                Vector.Widen(new Vector<byte>(rows[(i * target.Length + x)..]), out var low, out var high);
                Vector.Widen(low, out var first, out var second);
                Vector.Widen(high, out var third, out var fourth);
                var weight = weights[i];
                a += first.As<uint, int>() * weight;
                b += second.As<uint, int>() * weight;
                c += third.As<uint, int>() * weight;
                d += fourth.As<uint, int>() * weight;
            }

            Vector.Narrow(Vector.Narrow(ToByte(a), ToByte(b)), Vector.Narrow(ToByte(c), ToByte(d))).CopyTo(target[x..]);
            if (x == last) break;
        }
    }

    static Vector<uint> ToByte(Vector<int> sum)
        => Vector.Clamp(sum >> ResizeTaps.FractionBits, Vector<int>.Zero, new Vector<int>(255)).As<int, uint>();
}
