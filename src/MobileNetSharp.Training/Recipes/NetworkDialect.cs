namespace MobileNetSharp.Training;

/// <summary>Whose conventions a network from random weights follows: padding, ε of batch normalisation, and how pictures become its input.</summary>
public enum NetworkDialect
{
    /// <summary>TF-slim's: SAME padding, ε = 1e-3, the central part of the picture in [-1, 1].</summary>
    TensorFlow,

    /// <summary>torchvision's: symmetric padding, ε = 1e-5, resized and cut from the centre, ImageNet's mean and deviation.</summary>
    PyTorch,
}
