namespace MobileNetSharp.Imaging.Resizing;

/// <summary>
/// For each output position of one axis, the first source position and the fixed-point weights of the
/// <see cref="Count"/> that start there (padded with zero weights that stay inside the source).
/// </summary>
sealed class ResizeTaps
{
    readonly (int SourceSize, ResizeSpan Span, int Size, ResizeFilter Filter) key;
    readonly int[] weights;

    ResizeTaps((int SourceSize, ResizeSpan Span, int Size, ResizeFilter Filter) key, int count)
    {
        (this.key, Count) = (key, count);
        (First, weights) = (new int[key.Size], new int[checked(key.Size * count)]);
    }

    public int[] First { get; }

    public int Count { get; }

    /// <summary>Fraction bits of a weight: 32 bits less 8 of the pixel and 2 of sign and overshoot (Pillow's PRECISION_BITS).</summary>
    public const int FractionBits = 32 - 8 - 2;

    public ReadOnlySpan<int> this[int position] => weights.AsSpan(position * Count, Count);

    /// <summary>The taps last used where they fit, otherwise new ones; none for a size that stays. The filter may reach beyond the span, and not beyond the source.</summary>
    public static ResizeTaps? For(int sourceSize, ResizeSpan span, int size, ResizeFilter filter, ref ResizeTaps? last) =>
        sourceSize == size && span == ResizeSpan.Whole(size) ? null
        : last?.key == (sourceSize, span, size, filter) ? last
        : last = Create(sourceSize, span, size, filter);

    static ResizeTaps Create(int sourceSize, ResizeSpan span, int size, ResizeFilter filter)
    {
        var scale = span.Scale(size);
        // Reduction widens the filter, so that every source pixel counts; enlargement leaves it.
        var widening = Math.Max(scale, 1);
        var support = filter.Support * widening;
        var (starts, ends) = (new int[size], new int[size]);
        var count = 0;
        for (var position = 0; position < size; position++)
        {
            var center = span.Start + ((position + 0.5) * scale);
            starts[position] = Math.Max((int)(center - support + 0.5), 0);
            ends[position] = Math.Min((int)(center + support + 0.5), sourceSize);
            count = Math.Max(count, ends[position] - starts[position]);
        }

        var taps = new ResizeTaps((sourceSize, span, size, filter), count);
        var exact = new double[count];
        for (var position = 0; position < size; position++)
        {
            var start = starts[position];
            var own = exact.AsSpan(0, ends[position] - start);
            Weigh(own, start, span.Start + ((position + 0.5) * scale), 1 / widening, filter);
            taps.First[position] = Math.Min(start, sourceSize - count);
            ToFixedPoint(own, taps.weights.AsSpan(position * count + start - taps.First[position]));
        }

        return taps;
    }

    // The order of these additions decides the last bit of a weight.
    static void Weigh(Span<double> weights, int start, double center, double inverseWidening, ResizeFilter filter)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i] = filter.Weight((i + start - center + 0.5) * inverseWidening);
        if (sum == 0) return;
        foreach (ref var weight in weights) weight /= sum;
    }

    static void ToFixedPoint(ReadOnlySpan<double> exact, Span<int> weights)
    {
        for (var i = 0; i < exact.Length; i++)
            weights[i] = (int)(exact[i] * (1 << FractionBits) + (exact[i] < 0 ? -0.5 : 0.5));
    }
}

/// <summary>A part of an axis, in pixels, as the single-precision numbers that Pillow takes.</summary>
readonly record struct ResizeSpan(float Start, float End)
{
    public static ResizeSpan Whole(int size) => new(0, size);

    /// <summary>Source pixels for each of <paramref name="size"/> output pixels.</summary>
    public double Scale(int size) => (double)(End - Start) / size;
}

/// <summary>A resampling kernel: zero outside ±<see cref="Support"/> source pixels at scale 1.</summary>
sealed record ResizeFilter(double Support, Func<double, double> Weight)
{
    /// <summary>Pillow's BILINEAR.</summary>
    public static ResizeFilter Triangle { get; } = new(1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>Pillow's BICUBIC: R. Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = −0.5.</summary>
    public static ResizeFilter Cubic { get; } = new(2, x => Keys(Math.Abs(x), a: -0.5));

    /// <summary>Pillow's LANCZOS: C. Duchon, "Lanczos filtering in one and two dimensions" (1979), over three lobes.</summary>
    public static ResizeFilter Lanczos { get; } = new(3, x => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0);

    static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    static double Keys(double x, double a) => x switch
    {
        < 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => (((x - 5) * x + 8) * x - 4) * a,
        _ => 0,
    };
}
