using static MobileNetSharp.Formats.Tests.TfLite.TfLiteSample;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>Small files that between them use every operator and type that the reader knows.</summary>
static class TfLiteSamples
{
    public static byte[] Float()
    {
        TfLiteSample s = new();
        var x = s.Activation("input", [1, 9, 9, 3]);
        var stem = s.Conv2d("Net/Conv/Relu6;Net/Conv/BiasAdd", [1, 5, 5, 4], [x, s.Counting("w0", 4, 3, 3, 3), s.Counting("b0", 4)], 2, Relu6);
        var depthwise = s.Depthwise("StatefulPartitionedCall/Net/depthwise/depthwise", [1, 5, 5, 8], [stem, s.Counting("w1", 1, 3, 3, 8), -1], dilation: 2);
        var project = s.Conv2d("Net/project/BatchNorm/FusedBatchNormV3", [1, 5, 5, 4], [depthwise, s.Counting("w2", 4, 1, 1, 8), s.Counting("b2", 4)]);
        var add = s.Operator(0, 11, [], "Net/add", [1, 5, 5, 4], [stem, project]);
        var pool = s.Operator(1, 5, new() { [0] = Valid, [1] = 2, [2] = 2, [3] = 5, [4] = 5 }, "Net/Pool", [1, 1, 1, 4], [add]);
        var logits = s.Conv2d("Net/Logits/BiasAdd", [1, 1, 1, 6], [pool, s.Counting("w3", 6, 1, 1, 4)]);
        var squeezed = s.Operator(43, 30, [], "Net/Squeeze", [1, 6], [logits]);
        return s.Bytes(x, s.Operator(25, 9, new() { [0] = 1f }, "Net/Softmax", [1, 6], [squeezed]));
    }

    public static byte[] Heads()
    {
        TfLiteSample s = new();
        var x = s.Activation("image", [2, 8, 6, 2]);
        var paddings = s.Constant<int>("paddings", [4, 2], Int32Type, [0, 0, 1, 1, 2, 0, 0, 0]);
        var padded = s.Operator(34, 22, [], "padded", [2, 10, 8, 2], [x, paddings]);
        var pooled = s.Operator(17, 5, new() { [0] = Valid, [1] = 2, [2] = 2, [3] = 2, [4] = 2 }, "pooled", [2, 5, 4, 2], [padded]);
        var joined = s.Operator(2, 10, new() { [0] = -1, [1] = Relu }, "joined", [2, 5, 4, 4], [pooled, pooled]);
        var size = s.Constant<int>("size", [2], Int32Type, [10, 8]);
        var up = s.Operator(23, 15, new() { [2] = true }, "up", [2, 10, 8, 4], [joined, size]);
        var smaller = s.Constant<int>("size2", [2], Int32Type, [6, 4]);
        var down = s.Operator(97, 74, new() { [1] = true }, "up2", [2, 6, 4, 4], [up, smaller]);
        var blocks = s.Operator(26, 19, new() { [0] = 2 }, "blocks", [2, 3, 2, 16], [down]);
        var boxes = s.Operator(22, 17, [], "boxes", [2, 24, 4], [blocks]);
        var scores = s.Operator(14, 0, [], "scores", [2, 24, 4], [boxes]);
        var both = s.Operator(2, 10, new() { [0] = 1 }, "both", [2, 48, 4], [scores, boxes]);
        var fc = s.Operator(9, 8, [], "fc", [2, 3], [both, s.Counting("w", 3, 192), s.Counting("b", 3)]);
        var swish = s.Operator(117, 0, [], "swish", [2, 3], [fc]);
        var leaky = s.Operator(98, 75, new() { [0] = 0.1f }, "leaky", [2, 3], [swish]);
        return FlatWriter.Write(s.Root([x], [leaky, boxes]));
    }

    public static byte[] Int8()
    {
        TfLiteSample s = new();
        var x = s.Activation("input", [1, 4, 4, 2], UInt8Type, Scales(0, [0.5f], 128));
        var q = s.Operator(114, 0, [], "tfl.quantize", [1, 4, 4, 2], [x], Int8Type, Scales(0, [0.5f], 0));
        var depthwise = s.Constant<sbyte>("w0", [1, 3, 3, 2], Int8Type, [.. Enumerable.Range(0, 18).Select(i => (sbyte)i)], Scales(3, [0.5f, 2], 0, 0));
        var bias = s.Constant<int>("b0", [2], Int32Type, [7, -7]);
        var y = s.Depthwise("dw/Relu6", [1, 4, 4, 2], [q, depthwise, bias], activation: Relu6, type: Int8Type, scales: Scales(0, [0.25f], -128));
        var kernel = s.Constant<sbyte>("w1", [3, 1, 1, 2], Int8Type, [1, 2, 3, 4, 5, 6], Scales(0, [0.5f]));
        var headBias = s.Constant<int>("b1", [3], Int32Type, [1, -2, 3], Scales(0, [0.125f], 0));
        var head = s.Conv2d("head", [1, 4, 4, 3], [y, kernel, headBias], type: Int8Type, scales: Scales(0, [1f], 0));
        return s.Bytes(x, s.Operator(114, 0, [], "Identity", [1, 4, 4, 3], [head], UInt8Type, Scales(0, [1f], 128)));
    }

    public static byte[] UInt8()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 3, 3, 2], UInt8Type, Scales(0, [0.5f], 0));
        var w = s.Constant<byte>("w", [2, 1, 1, 2], UInt8Type, [101, 0, 255, 100], Scales(0, [0.5f], 100));
        return s.Bytes(x, s.Conv2d("y", [1, 3, 3, 2], [x, w], type: UInt8Type, scales: Scales(0, [2f], 7)));
    }

    public static byte[] Float16Weights()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 3, 3, 1]);
        var w = s.Constant<Half>("w", [2, 1, 1, 1], HalfType, [(Half)1.5, (Half)(-2)]);
        var float32 = s.Operator(6, 0, [], "w_dequantize", [2, 1, 1, 1], [w]);
        return s.Bytes(x, s.Conv2d("y", [1, 3, 3, 2], [x, float32]));
    }
}
