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

    /// <summary>The code of a box.</summary>
    /// <param name="box">A box, as shares of the input. One without area has a finite, large code.</param>
    /// <param name="anchor">Center y, center x, height and width of the anchor.</param>
    /// <param name="code">Takes the four numbers.</param>
    public void Encode(Box box, ReadOnlySpan<float> anchor, Span<float> code)
    {
        // TensorFlow adds it to all four sides (faster_rcnn_box_coder.py), so that none is zero.
        const double epsilon = 1e-8;
        double anchorHeight = anchor[2] + epsilon, anchorWidth = anchor[3] + epsilon;
        var y = CenterFactor * (box.Center.Y - anchor[0]) / anchorHeight;
        var x = CenterFactor * (box.Center.X - anchor[1]) / anchorWidth;
        var height = SizeFactor * Math.Log((box.Height + epsilon) / anchorHeight);
        var width = SizeFactor * Math.Log((box.Width + epsilon) / anchorWidth);
        (code[0], code[1], code[2], code[3]) = Order == BoxCodeOrder.YXHeightWidth
            ? ((float)y, (float)x, (float)height, (float)width)
            : ((float)x, (float)y, (float)width, (float)height);
    }

    /// <summary>The box of a code, as shares of the input; not clipped.</summary>
    /// <param name="code">The four numbers.</param>
    /// <param name="anchor">Center y, center x, height and width of the anchor.</param>
    public Box Decode(ReadOnlySpan<float> code, ReadOnlySpan<float> anchor)
    {
        var (y, x, height, width) = Order == BoxCodeOrder.YXHeightWidth ? (code[0], code[1], code[2], code[3]) : (code[1], code[0], code[3], code[2]);
        return Box.FromCenter(
            anchor[1] + (x / CenterFactor * anchor[3]), anchor[0] + (y / CenterFactor * anchor[2]),
            Ratio(width) * anchor[3], Ratio(height) * anchor[2]);
    }

    double Ratio(float code)
    {
        var logarithm = code / SizeFactor;
        return Math.Exp(MaximumLogarithm is { } maximum ? Math.Min(logarithm, maximum) : logarithm);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Order}, center x {CenterFactor}, size x {SizeFactor}");

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
