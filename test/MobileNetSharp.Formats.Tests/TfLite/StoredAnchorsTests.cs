using MobileNetSharp.Detection;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>The anchors that Google's detectors store in 8 bits are those that ours are made by.</summary>
public class StoredAnchorsTests
{
    [Theory]
    [InlineData("ssd_mobilenet_v1_0.75_coco_quant", 300, new[] { 19, 10, 5, 3, 2, 1 }, 1917)]
    [InlineData("mobile_object_localizer_v1_1_metadata", 192, new[] { 12, 6, 3, 2, 1, 1 }, 738)]
    public void Every_number_is_within_half_a_quantization_step(string name, int input, int[] sides, int count)
    {
        var stored = Anchors(new TfLiteFile(File.ReadAllBytes(SharedData.Path($"models/{name}.tflite"))), count);
        var quantization = stored.Quantization!;
        var anchors = new TensorFlowAnchors().Create([.. sides.Select(side => (Size)side)]).Create(input);
        Assert.Equal(anchors.Length, stored.Data.Length);
        var (scale, zero) = (quantization.Scales[0], quantization.ZeroPoints[0]);
        for (var i = 0; i < anchors.Length; i++)
            Assert.Equal(anchors[i], (stored.Data.Span[i] - zero) * scale, 0.5001f * scale);
    }

    static TfLiteTensor Anchors(TfLiteFile file, int count)
    {
        for (var i = 0; ; i++)
        {
            if (file.Tensor(i) is { IsConstant: true, Type: TfLiteType.UINT8, Shape: [var rows, 4] } tensor && rows == count)
                return tensor;
        }
    }
}
