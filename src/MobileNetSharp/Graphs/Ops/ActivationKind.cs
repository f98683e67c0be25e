namespace MobileNetSharp.Graphs;

/// <summary>The elementwise functions.</summary>
public enum ActivationKind
{
    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    Relu6,

    /// <summary><c>x</c> where positive, <c>slope·x</c> elsewhere.</summary>
    LeakyRelu,

    /// <summary><c>1/(1 + e⁻ˣ)</c>.</summary>
    Sigmoid,

    /// <summary><c>min(max(x, minimum), maximum)</c>.</summary>
    Clamp,
}
