namespace MobileNetSharp.Imaging.Decoding;

/// <summary>What an image may have and take: above <paramref name="MaxPixels"/> it is refused; above <paramref name="MaxBytes"/> of memory it is reduced, or refused where that is not possible.</summary>
readonly record struct DecodingLimits(long MaxPixels, long MaxBytes = long.MaxValue)
{
    /// <summary>The codec's pixels, 4 bytes each, that are held at one time where the format is decoded row by row.</summary>
    public int RowsBytes { get; init; } = 32 << 20;

    /// <summary>What is left after so many bytes.</summary>
    /// <exception cref="ImageFormatException">Nothing is.</exception>
    public DecodingLimits Less(long bytes, string format) => MaxBytes == long.MaxValue ? this : bytes < MaxBytes ? this with { MaxBytes = MaxBytes - bytes } : throw new ImageFormatException(
        $"{format}: with what it holds besides the image it takes more than the {DecodingBudget.MaxBytes >> 20} MiB that an image for a network may; save it again.");

    /// <summary>Those of an image for a network, which needs only a fraction of a huge one: its encoded bytes are in memory too.</summary>
    public static DecodingLimits ForNetwork(long encodedBytes, long maxPixels = RgbImage.DefaultMaxPixels) => new(maxPixels, Math.Max(0, DecodingBudget.MaxBytes - encodedBytes));
}
