namespace MobileNetSharp.Detection;

/// <summary>
/// The code of a box relative to its anchor (Faster R-CNN, arXiv 1506.01497, §3.1.2): the way of the center in units of the
/// anchor's size, and the logarithm of the ratio of the sizes, each times a factor.
/// </summary>
/// <param name="CenterFactor">What the center's way is multiplied by: 10 in TensorFlow, torchvision and Caffe.</param>
/// <param name="SizeFactor">What the logarithms are multiplied by: 5 in these.</param>
public sealed record BoxCoder(double CenterFactor = 10, double SizeFactor = 5)
{
    /// <summary>The order of the four numbers.</summary>
    public BoxCodeOrder Order { get; init; } = BoxCodeOrder.YXHeightWidth;

    /// <summary>The largest logarithm that a code is decoded with, ln(1000/16) in torchvision; null for none.</summary>
    public double? MaximumLogarithm { get; init; }

    internal string? Fault() =>
        !(CenterFactor > 0 && SizeFactor > 0 && double.IsFinite(CenterFactor) && double.IsFinite(SizeFactor)) ? "the factors of the box code must be above 0"
        : !Enum.IsDefined(Order) ? $"there is no order {Order} of a box code"
        : MaximumLogarithm is { } maximum && !(maximum > 0) ? FormattableString.Invariant($"the largest logarithm must be above 0, is {maximum}")
        : null;
}

/// <summary>The order of the four numbers of a box code.</summary>
public enum BoxCodeOrder
{
    /// <summary>Center y, center x, height, width: TensorFlow's.</summary>
    YXHeightWidth,

    /// <summary>Center x, center y, width, height: torchvision's and Caffe's.</summary>
    XYWidthHeight,
}
