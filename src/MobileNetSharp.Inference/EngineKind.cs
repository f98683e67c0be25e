namespace MobileNetSharp.Inference;

/// <summary>How a graph is computed.</summary>
public enum EngineKind
{
    /// <summary>Vector kernels over a planned arena.</summary>
    Fast,

    /// <summary>Plain loops with sums in double precision: the truth that everything else is held to.</summary>
    Reference,
}
