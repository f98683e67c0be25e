namespace MobileNetSharp.Training;

/// <summary>Whose conventions a network from random weights follows: padding, ε of batch normalization, and how images become its input.</summary>
public enum NetworkDialect
{
    /// <summary>TF-slim's: SAME padding, ε = 1e-3, the central part of the image in [-1, 1].</summary>
    TensorFlow,

    /// <summary>torchvision's: symmetric padding, ε = 1e-5, resized and cut from the center, ImageNet's mean and deviation.</summary>
    PyTorch,
}
