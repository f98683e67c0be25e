namespace MobileNetSharp.Vision.Detection;

/// <summary>Which objects of an image are returned.</summary>
public sealed record DetectOptions
{
    /// <summary>The least score of an object unless another is asked for.</summary>
    public const float UsualThreshold = 0.3f;

    /// <summary>The least score of an object, 0 … 1. The detector's own <see cref="MobileNetSharp.Detection.Suppression.ScoreThreshold"/> leaves out objects before.</summary>
    public float Threshold { get; init; } = UsualThreshold;

    /// <summary>Looks for small objects in parts of the image too; null for the whole image alone.</summary>
    public Tiling? Tiling { get; init; }

    internal static DetectOptions Default { get; } = new();

    /// <summary>The options themselves, or the default ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal static DetectOptions Checked(DetectOptions? options)
    {
        options ??= Default;
        if (!(options.Threshold >= 0 && options.Threshold <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Threshold, "The threshold must be from 0 to 1.");
        options.Tiling?.Check();
        return options;
    }
}
