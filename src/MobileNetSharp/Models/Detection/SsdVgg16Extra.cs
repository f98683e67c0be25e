namespace MobileNetSharp.Models;

/// <summary>An extra feature layer of SSD on VGG16: a 1×1 convolution, then a larger one, whose map is predicted from.</summary>
/// <param name="Reduced">Channels of the 1×1 convolution.</param>
/// <param name="C">Channels of the map.</param>
/// <param name="Kernel">Kernel of the second convolution.</param>
/// <param name="Stride">Its stride.</param>
/// <param name="Padding">Its padding on every side.</param>
/// <param name="Anchors">Anchors at each place of the map.</param>
public sealed record SsdVgg16Extra(int Reduced, int C, int Kernel, int Stride, int Padding, int Anchors);
