using System.Globalization;

namespace MobileNetSharp.Graphs;

/// <summary>An elementwise function. The shape is kept.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Minimum">Lower bound of <see cref="ActivationKind.Clamp"/>; the slope of <see cref="ActivationKind.LeakyRelu"/>.</param>
/// <param name="Maximum">Upper bound of <see cref="ActivationKind.Clamp"/>.</param>
public sealed record Activation(ActivationKind Kind, float Minimum = 0, float Maximum = 0) : Op
{
    /// <summary><c>max(x, 0)</c>.</summary>
    public static Activation Relu { get; } = new(ActivationKind.Relu);

    /// <summary><c>min(max(x, 0), 6)</c>, the paper's non-linearity.</summary>
    public static Activation Relu6 { get; } = new(ActivationKind.Relu6);

    /// <summary><c>1/(1 + e⁻ˣ)</c>.</summary>
    public static Activation Sigmoid { get; } = new(ActivationKind.Sigmoid);

    /// <summary><c>x</c> where positive, <c>slope·x</c> elsewhere.</summary>
    public static Activation LeakyRelu(float slope) => new(ActivationKind.LeakyRelu, slope);

    /// <summary><c>min(max(x, minimum), maximum)</c>.</summary>
    public static Activation Clamp(float minimum, float maximum) => new(ActivationKind.Clamp, minimum, maximum);

    /// <summary>The bounds of the functions that only clamp (ReLU, ReLU6, Clamp); null for the others.</summary>
    public (float Minimum, float Maximum)? Bounds => Kind switch
    {
        ActivationKind.Relu => (0, float.PositiveInfinity),
        ActivationKind.Relu6 => (0, 6),
        ActivationKind.Clamp => (Minimum, Maximum),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ActivationKind.Relu => "ReLU",
        ActivationKind.Relu6 => "ReLU6",
        ActivationKind.LeakyRelu => string.Create(CultureInfo.InvariantCulture, $"LeakyReLU {Minimum}"),
        ActivationKind.Clamp => string.Create(CultureInfo.InvariantCulture, $"Clamp [{Minimum}, {Maximum}]"),
        _ => Kind.ToString(),
    };
}
