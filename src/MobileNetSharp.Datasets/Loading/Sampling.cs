namespace MobileNetSharp.Datasets;

/// <summary>How often the pictures of large and small classes are seen.</summary>
public enum Sampling
{
    /// <summary>Each picture once an epoch.</summary>
    Shuffled,

    /// <summary>Between the two: pictures are drawn with weight 1/√(pictures of their class).</summary>
    Weighted,

    /// <summary>Each class equally often; small classes' pictures are repeated.</summary>
    Balanced,
}
