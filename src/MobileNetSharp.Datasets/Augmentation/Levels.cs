using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>Operations that replace each level of a channel by another, as Pillow's ImageOps does.</summary>
static class Levels
{
    public static RgbImage Posterize(RgbImage image, int bits) => Replace(image, level => (byte)(level & (0xFF << (8 - bits))));

    public static RgbImage Solarize(RgbImage image, int threshold) => Replace(image, level => (byte)(level < threshold ? level : 255 - level));

    /// <summary>Stretches each channel to 0…255; a channel of one level stays.</summary>
    public static RgbImage AutoContrast(RgbImage image) => PerChannel(image, histogram =>
    {
        var (lowest, highest) = (histogram.IndexOfAnyExcept(0), histogram.LastIndexOfAnyExcept(0));
        return level => highest <= lowest ? (byte)level : ColorMatrix.Level((level - lowest) * 255f / (highest - lowest));
    });

    /// <summary>Makes the levels of each channel equally frequent, as far as that goes.</summary>
    public static RgbImage Equalize(RgbImage image) => PerChannel(image, histogram =>
    {
        var total = 0;
        foreach (var count in histogram)
            total += count;
        var step = (total - histogram[histogram.LastIndexOfAnyExcept(0)]) / 255;
        if (step == 0)
            return level => (byte)level;
        var table = new byte[256];
        var below = step / 2;
        for (var level = 0; level < 256; level++)
        {
            table[level] = (byte)Math.Min(below / step, 255);
            below += histogram[level];
        }

        return level => table[level];
    });

    delegate Func<int, byte> Rule(ReadOnlySpan<int> histogram);

    static RgbImage Replace(RgbImage image, Func<int, byte> rule)
    {
        for (var channel = 0; channel < 3; channel++)
            Replace(image, channel, rule);
        return image;
    }

    static RgbImage PerChannel(RgbImage image, Rule rule)
    {
        Span<int> histogram = stackalloc int[256];
        for (var channel = 0; channel < 3; channel++)
        {
            histogram.Clear();
            for (var i = channel; i < image.Pixels.Length; i += 3)
                histogram[image.Pixels[i]]++;
            Replace(image, channel, rule(histogram));
        }

        return image;
    }

    static void Replace(RgbImage image, int channel, Func<int, byte> rule)
    {
        Span<byte> table = stackalloc byte[256];
        for (var level = 0; level < 256; level++)
            table[level] = rule(level);
        var pixels = image.WritablePixels;
        for (var i = channel; i < pixels.Length; i += 3)
            pixels[i] = table[pixels[i]];
    }
}
