namespace MobileNetSharp.Datasets;

/// <summary>How often the images of large and small classes are seen.</summary>
public enum Sampling
{
    /// <summary>Each image once an epoch.</summary>
    Shuffled,

    /// <summary>Between the two: images are drawn with weight 1/√(images of their class).</summary>
    Weighted,

    /// <summary>Each class equally often; small classes' images are repeated.</summary>
    Balanced,
}
