using MobileNetSharp.Graphs;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>
/// MixUp (Zhang et al. 2017, arXiv 1710.09412) and CutMix (Yun et al. 2019, arXiv 1905.04899): each image of a batch is
/// blended with its neighbor, or gets a rectangle of it, and its target likewise. Where both are on, either is drawn. It is for
/// tasks whose encoded targets are rows of numbers that can be blended.
/// </summary>
/// <param name="MixUp">α of the Beta distribution of the share, 0 for none; 0.2 is usual.</param>
/// <param name="CutMix">α of the Beta distribution of the area, 0 for none; 1 is usual.</param>
/// <param name="Probability">How often a batch is mixed at all, 0 … 1.</param>
public sealed record BatchMixing(double MixUp = 0, double CutMix = 0, double Probability = 1)
{
    /// <summary>Mixes a batch in place; the stream decides how.</summary>
    /// <param name="pixels">The images <c>(N,H,W,3)</c>.</param>
    /// <param name="size">Height and width of the images.</param>
    /// <param name="targets">The encoded targets <c>(N, length)</c>.</param>
    /// <param name="stream">Random numbers.</param>
    public void Apply(float[] pixels, Size size, float[] targets, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(stream);
        var count = pixels.Length / (size.Area * 3);
        if (count < 2 || MixUp + CutMix == 0 || stream.NextUniform() >= Probability)
            return;
        var cut = CutMix > 0 && (MixUp == 0 || stream.NextInt(2) == 1);
        var share = Beta(cut ? CutMix : MixUp, stream);
        if (cut)
            share = Cut(pixels, size, count, share, stream);
        else
            Blend(pixels, count, share);
        Blend(targets, count, share);
    }

    internal string? Fault() =>
        !(MixUp >= 0 && CutMix >= 0 && double.IsFinite(MixUp + CutMix)) ? FormattableString.Invariant($"mixing: mixUp and cutMix must be at least 0, are {MixUp} and {CutMix}")
        : !(Probability >= 0 && Probability <= 1) ? FormattableString.Invariant($"mixing: probability must be from 0 to 1, is {Probability}")
        : null;

    /// <summary>Each row becomes share · itself + (1 − share) · the row before it; the first one's neighbor is the last.</summary>
    static void Blend(float[] rows, int count, double share)
    {
        var length = rows.Length / count;
        var last = rows[^length..];
        for (var i = count - 1; i >= 0; i--)
        {
            var row = rows.AsSpan(i * length, length);
            var neighbor = i > 0 ? rows.AsSpan((i - 1) * length, length) : last;
            for (var j = 0; j < length; j++)
                row[j] = (float)((share * row[j]) + ((1 - share) * neighbor[j]));
        }
    }

    /// <summary>Each image gets the neighbor's pixels in one rectangle; returns the share that it keeps.</summary>
    static double Cut(float[] pixels, Size size, int count, double share, RandomStream stream)
    {
        var (height, width) = size;
        var side = Math.Sqrt(1 - share);
        var (top, bottom) = Range(height, side, stream);
        var (left, right) = Range(width, side, stream);
        var length = pixels.Length / count;
        var last = pixels[^length..];
        for (var i = count - 1; i >= 0; i--)
        {
            var neighbor = i > 0 ? pixels.AsSpan((i - 1) * length, length) : last;
            for (var y = top; y < bottom; y++)
            {
                var start = ((y * width) + left) * 3;
                neighbor.Slice(start, (right - left) * 3).CopyTo(pixels.AsSpan((i * length) + start));
            }
        }

        return 1 - ((double)(bottom - top) * (right - left) / ((double)height * width));
    }

    /// <summary>A range of this part of the length around a random point, cut off at the border.</summary>
    static (int Start, int End) Range(int length, double part, RandomStream stream)
    {
        var (center, half) = (stream.NextInt(length), (int)(length * part / 2));
        return (Math.Max(center - half, 0), Math.Min(center + half, length));
    }

    /// <summary>A draw from Beta(α, α), out of two Gamma draws.</summary>
    static double Beta(double alpha, RandomStream stream)
    {
        var (a, b) = (Gamma(alpha, stream), Gamma(alpha, stream));
        return a + b > 0 ? a / (a + b) : stream.NextInt(2);
    }

    /// <summary>Marsaglia and Tsang 2000; a shape below 1 is boosted by a uniform draw.</summary>
    static double Gamma(double shape, RandomStream stream)
    {
        if (shape < 1)
            return Gamma(shape + 1, stream) * Math.Pow(stream.NextUniform(), 1 / shape);
        var d = shape - (1.0 / 3);
        while (true)
        {
            var normal = stream.NextNormal();
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - stream.NextUniform()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
