namespace MobileNetSharp.Imaging.Decoding;

/// <summary>What an image may have and take: above <paramref name="MaxPixels"/> it is refused; above <paramref name="MaxBytes"/> of memory it is reduced, or refused where that is not possible.</summary>
readonly record struct DecodingLimits(long MaxPixels, long MaxBytes = long.MaxValue)
{
    /// <summary>The codec's pixels, 4 bytes each, that are held at one time where the format is decoded row by row.</summary>
    public int RowsBytes { get; init; } = 32 << 20;

    /// <summary>Those of an image for a network, which needs only a fraction of a huge one.</summary>
    public static DecodingLimits ForNetwork(long maxPixels = RgbImage.DefaultMaxPixels) => new(maxPixels, DecodingBudget.MaxBytes);
}
