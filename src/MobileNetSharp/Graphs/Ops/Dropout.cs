using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>In training, zeroes elements with probability <paramref name="Rate"/> and scales the rest up; else the identity.</summary>
/// <param name="Rate">The probability to drop (TF-slim's "keep" is 1 − Rate).</param>
public sealed record Dropout(double Rate) : Op
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Dropout {Rate}");
}
