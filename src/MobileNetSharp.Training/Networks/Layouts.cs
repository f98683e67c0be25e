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
    public static Tensor ForConvolution(Node node, Tensor x) =>
        node.IsDepthwise && (((Conv2d)node.Op).Dilation != 1 || node.ChannelMultiplier > 1) ? x.contiguous() : ChannelsLast(x);

    static Tensor ChannelsLast(Tensor x) =>
        x.is_contiguous() ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;
}
