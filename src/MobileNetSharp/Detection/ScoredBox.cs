namespace MobileNetSharp.Detection;

/// <summary>A box in which a network found an object.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Class">What it is: an index into the classes, of which the background is none.</param>
/// <param name="Score">How certain it is, 0 … 1.</param>
public readonly record struct ScoredBox(Box Box, int Class, float Score)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"class {Class}, score {Score:F3}: {Box}");
}
