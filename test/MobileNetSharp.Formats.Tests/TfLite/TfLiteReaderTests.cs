using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Tests.TfLite;

public class TfLiteReaderTests
{
    [Fact]
    public void A_float_network_becomes_the_graph_that_the_file_describes()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.Float());
        Assert.Equal(
            """
            sample
              input: Input -> 1x9x9x3
              net.conv: Conv2d 3x3 channels 4 stride 2x2 padding same bias (input) -> 1x5x5x4
              net.conv.relu6: ReLU6 (net.conv) -> 1x5x5x4
              net.depthwise: Conv2d 3x3 channels 8 dilation 2x2 groups 4 padding same (net.conv.relu6) -> 1x5x5x8
              net.project: Conv2d 1x1 channels 4 padding same bias (net.depthwise) -> 1x5x5x4
              net.add: Add (net.conv.relu6, net.project) -> 1x5x5x4
              net.pool: GlobalAveragePool (net.add) -> 1x1x1x4
              net.logits: Conv2d 1x1 channels 6 padding same (net.pool) -> 1x1x1x6
              net.softmax: Softmax (net.logits) -> 1x1x1x6
              output Net/Softmax: net.softmax

            """.ReplaceLineEndings("\n"),
            model.Graph.ToString());
    }

    [Fact]
    public void Other_operators_become_ours()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.Heads());
        Assert.Equal(
            """
            sample
              image: Input -> 2x8x6x2
              padded: Pad 1,2,1,0 (image) -> 2x10x8x2
              pooled: MaxPool 2x2 stride 2x2 padding 0,0,0,0 (padded) -> 2x5x4x2
              joined: Concat Channels (pooled, pooled) -> 2x5x4x4
              joined.relu: ReLU (joined) -> 2x5x4x4
              up: Resize Bilinear AlignCorners to 10x8 (joined.relu) -> 2x10x8x4
              up2: Resize Nearest HalfPixel to 6x4 (up) -> 2x6x4x4
              blocks: SpaceToDepth block 2 (up2) -> 2x3x2x16
              boxes: Reshape -1x1x4 (blocks) -> 2x24x1x4
              scores: Sigmoid (boxes) -> 2x24x1x4
              both: Concat Height (scores, boxes) -> 2x48x1x4
              fc.flatten: Reshape 1x1x-1 (both) -> 2x1x1x192
              fc: Linear channels 3 bias (fc.flatten) -> 2x1x1x3
              swish: HardSwish (fc) -> 2x1x1x3
              leaky: LeakyReLU 0.1 (swish) -> 2x1x1x3
              output leaky: leaky
              output boxes: boxes

            """.ReplaceLineEndings("\n"),
            model.Graph.ToString());
    }

    [Fact]
    public void Weights_change_from_OHWI_to_OIHW()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.Float());
        var conv = model.Weights["net.conv.weight"];
        Assert.Equal([4, 3, 3, 3], conv.Shape);
        var depthwise = model.Weights["net.depthwise.weight"];
        Assert.Equal([8, 1, 3, 3], depthwise.Shape);
        var (convValues, depthwiseValues) = (conv.ToFloats(), depthwise.ToFloats());
        for (var o = 0; o < 4; o++)
            for (var i = 0; i < 3; i++)
                for (var y = 0; y < 3; y++)
                    for (var x = 0; x < 3; x++)
                        Assert.Equal((((((o * 3) + y) * 3) + x) * 3) + i, convValues[(((((o * 3) + i) * 3) + y) * 3) + x]);
        for (var o = 0; o < 8; o++)
            for (var y = 0; y < 3; y++)
                for (var x = 0; x < 3; x++)
                    Assert.Equal((((y * 3) + x) * 8) + o, depthwiseValues[(((o * 3) + y) * 3) + x]);
    }

    [Fact]
    public void Scales_per_channel_run_along_the_output_channels_and_a_bias_without_scales_gets_the_product()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.Int8());
        Assert.Equal(
            """
            sample
              input: Input -> 1x4x4x2 UInt8
              dw: Conv2d 3x3 channels 2 groups 2 padding same bias (input) -> 1x4x4x2
              dw.relu6: ReLU6 (dw) -> 1x4x4x2 Int8
              head: Conv2d 1x1 channels 3 padding same bias (dw.relu6) -> 1x4x4x3 Int8
              output Identity: head

            """.ReplaceLineEndings("\n"),
            model.Graph.ToString());
        Assert.Equal(Quantization.PerTensor(ElementType.UInt8, 0.5f, 128), model.Graph["input"].Quantization);
        Assert.Equal(Quantization.PerTensor(ElementType.Int8, 0.25f, -128), model.Graph["dw.relu6"].Quantization);
        Assert.Equal(new Quantization(ElementType.Int8, [0.5f, 2], [0, 0], 0), model.Weights["dw.weight"].Quantization);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], model.Weights["dw.weight"].ToFloats()[..9]);
        Assert.Equal(new Quantization(ElementType.Int32, [0.25f, 1], [0, 0], 0), model.Weights["dw.bias"].Quantization);
        Assert.Equal(new Quantization(ElementType.Int32, [0.125f], [0]), model.Weights["head.bias"].Quantization);
        Assert.Equal([0.125f, -0.25f, 0.375f], model.Weights["head.bias"].ToFloats());
    }

    [Fact]
    public void Uint8_weights_keep_their_zero_point()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.UInt8());
        Assert.Equal(Quantization.PerTensor(ElementType.UInt8, 0.5f, 100), model.Weights["y.weight"].Quantization);
        Assert.Equal([0.5f, -50, 77.5f, 0], model.Weights["y.weight"].ToFloats());
    }

    [Fact]
    public void Weights_behind_a_dequantize_operator_are_read_as_they_are_stored()
    {
        using var model = TfLiteReader.Read(TfLiteSamples.Float16Weights());
        Assert.Equal(ElementType.Float16, model.Weights["y.weight"].Type);
        Assert.Equal([1.5f, -2], model.Weights["y.weight"].ToFloats());
    }

    [Fact]
    public void A_float_edge_into_a_quantize_operator_takes_its_scales()
    {
        TfLiteSample sample = new();
        var x = sample.Activation("x", [1, 2, 2, 1]);
        var q = sample.Operator(114, 0, [], "q", [1, 2, 2, 1], [x], TfLiteSample.Int8Type, TfLiteSample.Scales(0, [0.5f], 3));
        var y = sample.Operator(19, 0, [], "y", [1, 2, 2, 1], [q], TfLiteSample.Int8Type, TfLiteSample.Scales(0, [0.5f], 3));
        using var model = TfLiteReader.Read(sample.Bytes(x, y));
        Assert.Equal(Quantization.PerTensor(ElementType.Int8, 0.5f, 3), model.Graph["x"].Quantization);
        Assert.Equal(["x", "y"], model.Graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Equal_names_are_numbered_and_what_no_output_needs_is_left_out()
    {
        TfLiteSample sample = new();
        var x = sample.Activation("a/Relu", [1, 2, 2, 1]);
        var y = sample.Operator(19, 0, [], "a/Relu", [1, 2, 2, 1], [x]);
        sample.Conv2d("unused", [1, 2, 2, 1], [x, sample.Counting("w", 1, 1, 1, 1)]);
        using var model = TfLiteReader.Read(sample.Bytes(x, y));
        Assert.Equal(["a.relu", "a.relu_1"], model.Graph.Nodes.Select(node => node.Name));
        Assert.Empty(model.Weights);
    }
}
