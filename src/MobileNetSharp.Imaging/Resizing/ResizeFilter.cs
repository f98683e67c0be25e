namespace MobileNetSharp.Imaging;

/// <summary>A resampling kernel: zero outside ±<see cref="Support"/> source pixels at scale 1.</summary>
sealed record ResizeFilter(double Support, Func<double, double> Weight)
{
    /// <summary>Pillow's BILINEAR.</summary>
    public static ResizeFilter Triangle { get; } = new(1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>Pillow's BICUBIC: R. Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = −0.5.</summary>
    public static ResizeFilter Cubic { get; } = new(2, x => Keys(Math.Abs(x), a: -0.5));

    static double Keys(double x, double a) => x switch
    {
        < 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => (((x - 5) * x + 8) * x - 4) * a,
        _ => 0,
    };
}
