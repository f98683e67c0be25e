namespace MobileNetSharp.Inference;

/// <summary>How much memory a run may take for speed.</summary>
public enum MemoryMode
{
    /// <summary>Bands as tall as is fastest.</summary>
    Normal,

    /// <summary>
    /// Low bands, and blocks whose expanded channels are computed in up to five parts, one after the other (§5.1, t-way
    /// split), where that takes less: somewhat slower, with the same results but for rounding.
    /// </summary>
    Low,
}
