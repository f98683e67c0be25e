using System.Collections.Immutable;

namespace MobileNetSharp.Inference;

/// <summary>The environment variable <c>MOBILENETSHARP_LANES</c> names vectors that this processor does not accelerate.</summary>
/// <param name="requested">The variable's value.</param>
/// <param name="accelerated">The values that this processor accepts, the widest first: 512, 256, 128 (bits) and scalar.</param>
public sealed class VectorWidthException(string requested, ImmutableArray<string> accelerated) : MobileNetSharpException(
    $"MOBILENETSHARP_LANES is '{requested}'; this processor has {string.Join(", ", accelerated)}.")
{
    /// <summary>The variable's value.</summary>
    public string Requested { get; } = requested;

    /// <summary>The values that this processor accepts, the widest first.</summary>
    public ImmutableArray<string> Accelerated { get; } = accelerated;
}
