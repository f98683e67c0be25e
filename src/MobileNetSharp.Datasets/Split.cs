namespace MobileNetSharp.Datasets;

/// <summary>What an image is for.</summary>
public enum Split
{
    /// <summary>The network learns from it.</summary>
    Train,

    /// <summary>Choices are made by it: when to stop, which epoch was best.</summary>
    Validation,

    /// <summary>It is seen once, at the end.</summary>
    Test,
}
