namespace MobileNetSharp.Paper;

/// <summary>How a value became the digits that are printed.</summary>
public enum Rounding
{
    /// <summary>To the nearest, halves away from zero.</summary>
    Nearest,

    /// <summary>The digits that follow are left out.</summary>
    Cut,
}
