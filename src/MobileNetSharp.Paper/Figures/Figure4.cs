using MobileNetSharp.Models;
using MobileNetSharp.Plotting.Drawings;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 4: the networks' blocks, cut out of their graphs.</summary>
static class Figure4
{
    public static PaperFigure Build() => new(
        "figure4", "Figure 4: convolutional blocks of different architectures",
        ["Parts of the graphs that are counted above. Boxes with more channels are wider; hatched ones have no activation."],
        [
            Block("NASNet-A: a normal cell", "nasnet_a_mobile_224", "cell5."),
            Block("MobileNet: a separable convolution", "mobilenet_v1_1.0_224", "block4."),
            Block("ShuffleNet: stride 1", "shufflenet_v1_g3_1.0_224", "block1."),
            Block("ShuffleNet: stride 2", "shufflenet_v1_g3_1.0_224", "block4."),
            Block("MobileNetV2: stride 1", "mobilenet_v2_1.0_224", "block4."),
            Block("MobileNetV2: stride 2", "mobilenet_v2_1.0_224", "block3."),
        ]);

    static Canvas Block(string title, string network, string prefix)
    {
        var graph = Networks.Build(network);
        return new GraphDrawing(title, graph)
        {
            Nodes = [.. graph.Nodes.Where(node => node.Name.StartsWith(prefix, StringComparison.Ordinal))],
            HasBlocks = false,
        }.Draw();
    }
}
