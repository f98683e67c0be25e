namespace MobileNetSharp.Graphs;

/// <summary>An axis of <c>(N,H,W,C)</c>; the value is its position.</summary>
public enum Axis
{
    /// <summary>N.</summary>
    Batch,

    /// <summary>H.</summary>
    Height,

    /// <summary>W.</summary>
    Width,

    /// <summary>C.</summary>
    Channels,
}
