namespace MobileNetSharp.Models;

/// <summary>Which unit of ResNet halves the map between two stages, and where in it.</summary>
public enum ResNetStride
{
    /// <summary>The 3×3 convolution and the shortcut of a stage's last unit: TF-slim's resnet_v1.py, and so DeepLab's.</summary>
    LastUnit,

    /// <summary>The first 1×1 convolution and the shortcut of a stage's first unit: He et al.; the same function as <see cref="LastUnit"/>.</summary>
    FirstUnit,

    /// <summary>The 3×3 convolution and the shortcut of a stage's first unit: torchvision's ("v1.5").</summary>
    FirstUnitFilter,
}
