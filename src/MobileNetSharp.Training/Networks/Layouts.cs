using MobileNetSharp.Graphs;
using static TorchSharp.torch;

namespace MobileNetSharp.Training.Networks;

/// <summary>The order of a tensor <c>(N,C,H,W)</c> in memory: torch's own, or that of NHWC, which it calls channels_last.</summary>
static class Layouts
{
    /// <summary>
    /// The order in which a convolution is fast, and right: with oneDNN in libtorch 2.10, in NHWC's order, depthwise
    /// convolutions have wrong gradients where they are dilated and wrong outputs where they have several for each channel;
    /// in torch's own order, others have wrong gradients where they are dilated.
    /// </summary>
    public static Tensor ForConvolution(Conv2d op, Tensor x)
    {
        var isDepthwise = op.Groups > 1 && op.Groups == x.shape[1];
        return isDepthwise && (op.Dilation != 1 || op.Channels > op.Groups) ? x.contiguous() : ChannelsLast(x);
    }

    static Tensor ChannelsLast(Tensor x) =>
        x.is_contiguous() ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;
}
