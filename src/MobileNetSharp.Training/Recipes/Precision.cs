namespace MobileNetSharp.Training;

/// <summary>The numbers that convolutions are trained in.</summary>
public enum Precision
{
    /// <summary>32 bits throughout.</summary>
    Float32,

    /// <summary>Convolutions in bfloat16; weights, batch normalization and loss stay in 32 bits.</summary>
    BFloat16,
}
