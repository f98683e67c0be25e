namespace MobileNetSharp.Models;

/// <summary>An operation of a NASNet cell.</summary>
public enum NasNetOp
{
    /// <summary>The state as it is.</summary>
    Identity,

    /// <summary>3×3 average pooling.</summary>
    AveragePool,

    /// <summary>3×3 max pooling.</summary>
    MaxPool,

    /// <summary>Twice ReLU, 3×3 separable convolution and batch normalization.</summary>
    Separable3,

    /// <summary>Twice ReLU, 5×5 separable convolution and batch normalization.</summary>
    Separable5,

    /// <summary>Twice ReLU, 7×7 separable convolution and batch normalization.</summary>
    Separable7,
}
