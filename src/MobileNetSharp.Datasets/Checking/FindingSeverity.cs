namespace MobileNetSharp.Datasets;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Training stops at it, or its result is worth less than it looks.</summary>
    Error,

    /// <summary>Training works, and would work better without it.</summary>
    Warning,
}
