namespace MobileNetSharp.Plotting.Drawings;

/// <summary>What a box is filled by.</summary>
enum DrawnKind
{
    /// <summary>An input.</summary>
    Tensor,

    /// <summary>1×1 convolution or fully connected.</summary>
    Pointwise,

    /// <summary>Depthwise convolution.</summary>
    Depthwise,

    /// <summary>Any other convolution.</summary>
    Convolution,

    /// <summary>Pooling and resizing.</summary>
    Pool,

    /// <summary>Everything else.</summary>
    Other,
}
