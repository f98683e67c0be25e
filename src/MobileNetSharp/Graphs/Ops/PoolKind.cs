namespace MobileNetSharp.Graphs;

/// <summary>How a window is pooled.</summary>
public enum PoolKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Average,
}
