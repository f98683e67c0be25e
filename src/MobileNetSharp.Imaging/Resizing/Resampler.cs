using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>To what size an image is resized, how, and which part of the result is wanted.</summary>
readonly record struct Resampling(int Width, int Height, Interpolation Interpolation, PixelRectangle Window)
{
    /// <summary>All of the result.</summary>
    public Resampling(int width, int height, Interpolation interpolation) : this(width, height, interpolation, PixelRectangle.Whole(width, height))
    {
    }

    /// <summary>The columns that become the width, where they are not all; edges may lie between pixels. Only Pillow's filters.</summary>
    public ResizeSpan? Columns { get; init; }

    /// <summary>The rows that become the height, in the same way.</summary>
    public ResizeSpan? Rows { get; init; }
}

/// <summary>Resizes images one after another; the memory for one of a size serves the next. For one thread at a time.</summary>
sealed class Resampler
{
    readonly PillowResize pillow = new();
    readonly NearestResize nearest = new();
    readonly TensorFlowResize tensorFlow = new();

    /// <summary>Writes the window of the resized image, (H,W,3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interpolation is unknown.</exception>
    public void Resize(PixelRows source, Resampling resampling, Span<byte> target)
    {
        switch (resampling.Interpolation)
        {
            case Interpolation.PillowBilinear: pillow.Resize(source, resampling, ResizeFilter.Triangle, target); break;
            case Interpolation.PillowBicubic: pillow.Resize(source, resampling, ResizeFilter.Cubic, target); break;
            case Interpolation.PillowLanczos: pillow.Resize(source, resampling, ResizeFilter.Lanczos, target); break;
            case Interpolation.PillowNearest: nearest.Resize(source, resampling, target); break;
            case Interpolation.TensorFlowBilinear or Interpolation.TensorFlowBilinearLegacy or Interpolation.TensorFlowBilinearAlignCorners:
                tensorFlow.Resize(source, resampling, target);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(resampling), resampling.Interpolation, "Unknown interpolation.");
        }
    }

    /// <summary>A buffer of at least so many bytes: the same one where it is large enough.</summary>
    public static Span<byte> Buffer(ref byte[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new byte[length];
        return buffer.AsSpan(0, length);
    }
}
