using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>
/// Batch normalization over <c>(N,H,W)</c>: <c>γ·(x − μ)/√(σ² + ε) + β</c>. The shape is kept.
/// Weights of <c>(C)</c>: weight γ, bias β, running_mean μ, running_var σ²; and a counter, num_batches_tracked.
/// </summary>
/// <param name="Epsilon">ε.</param>
public sealed record BatchNorm(double Epsilon) : Op
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"BatchNorm ε {Epsilon}");
}
