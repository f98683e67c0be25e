using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>
/// Pillow's <c>Image.resize</c> on 8-bit RGB, to the bit: a horizontal, then a vertical pass of a separable filter
/// in fixed point, each rounded to 8 bits (https://pillow.readthedocs.io, Concepts, Filters). A pass that keeps the size is skipped.
/// </summary>
static class PillowResize
{
    const int Half = 1 << (ResizeTaps.FractionBits - 1);

    public static RgbImage Resize(RgbImage image, int width, int height, ResizeFilter filter) =>
        Resize(image, new(0, image.Width), new(0, image.Height), width, height, filter);

    public static RgbImage Resize(RgbImage image, ResizeSpan columns, ResizeSpan rows, int width, int height, ResizeFilter filter)
    {
        var (keepsColumns, keepsRows) = (columns == new ResizeSpan(0, width) && width == image.Width, rows == new ResizeSpan(0, height) && height == image.Height);
        if (keepsColumns && keepsRows) return image.Crop(0, 0, width, height);
        if (!keepsColumns) image = Horizontal(image, new RgbImage(width, image.Height), ResizeTaps.Create(image.Width, columns, width, filter));
        return keepsRows ? image : Vertical(image, new RgbImage(width, height), ResizeTaps.Create(image.Height, rows, height, filter));
    }

    static RgbImage Horizontal(RgbImage source, RgbImage target, ResizeTaps taps)
    {
        // A pixel is moved as four bytes: the fourth is the next pixel's, or this padding.
        var (sourceRow, targetRow) = (new byte[source.Width * 3 + 1], new byte[target.Width * 3 + 1]);
        for (var y = 0; y < source.Height; y++)
        {
            source.Row(y).CopyTo(sourceRow);
            for (var x = 0; x < target.Width; x++)
                Unsafe.WriteUnaligned(ref targetRow[x * 3], Pixel(sourceRow.AsSpan(taps.First[x] * 3), taps[x]));
            targetRow.AsSpan(0, target.Width * 3).CopyTo(target.Row(y));
        }

        return target;
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

    static RgbImage Vertical(RgbImage source, RgbImage target, ResizeTaps taps)
    {
        var rowBytes = target.Width * 3;
        for (var y = 0; y < target.Height; y++)
        {
            var rows = source.Pixels.Slice(taps.First[y] * rowBytes, taps.Count * rowBytes);
            if (rowBytes < Vector<byte>.Count) VerticalRow(rows, taps[y], target.Row(y));
            else VerticalRowByVectors(rows, taps[y], target.Row(y));
        }

        return target;
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
