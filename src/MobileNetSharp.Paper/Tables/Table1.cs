using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 1, the bottleneck block, read off a block of the network: that which leads from 56×56×24 to 28×28×32.</summary>
static class Table1
{
    public static PaperTable Build()
    {
        var block = BottleneckBlock.Find(MobileNetV2.Build()).First(block => block.Depthwise.Op is Conv2d { Stride.Height: 2 } && block.Input.Channels == 24);
        return new PaperTable(
            "table1", "Table 1: bottleneck residual block", "layer", ["input", "operator", "output"],
            [
                Row("expand", block, block.Expand!, "h×w×k", "1×1 conv2d, ReLU6", "h×w×tk"),
                Row("depthwise", block, block.Depthwise, "h×w×tk", "3×3 dwise s=s, ReLU6", "h/s×w/s×tk"),
                Row("project", block, block.Project, "h/s×w/s×tk", "linear 1×1 conv2d", "h/s×w/s×k′"),
            ])
        {
            Notes = [$"Computed: {block.Depthwise.Name} and the layers around it, with h = w = 56, k = 24, t = 6, s = 2 and k′ = 32 replaced by their letters."],
        };
    }

    static PaperRow Row(string name, BottleneckBlock block, Node conv, string input, string op, string output) => new(
        name,
        [
            Cell.Words(input, Letters(block, conv.Inputs[0].Shape)),
            Cell.Words(op, Operator(block, conv)),
            Cell.Words(output, Letters(block, conv.Shape)),
        ]);

    static string Letters(BottleneckBlock block, Shape shape)
    {
        var size = shape.Size == block.Input.Shape.Size ? "h×w" : shape.Size == block.Output.Shape.Size ? "h/s×w/s" : $"{shape.Height}×{shape.Width}";
        var channels = shape.Channels == block.Input.Channels ? "k" : shape.Channels == block.Hidden ? "tk" : shape.Channels == block.Output.Channels ? "k′" : $"{shape.Channels}";
        return $"{size}×{channels}";
    }

    static string Operator(BottleneckBlock block, Node conv)
    {
        var op = (Conv2d)conv.Op;
        var activation = block.Nodes.SkipWhile(node => node != conv).Skip(1).TakeWhile(node => node.Op is not Conv2d).FirstOrDefault(node => node.Op is Activation);
        var kernel = $"{op.Kernel.Height}×{op.Kernel.Width}";
        var words = conv.IsDepthwise ? $"{kernel} dwise s={(op.Stride == 1 ? "1" : "s")}" : $"{kernel} conv2d";
        return activation is null ? $"linear {words}" : $"{words}, {activation.Op}";
    }
}
