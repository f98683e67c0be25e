using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>Google's own files.</summary>
public class TfLiteModelTests
{
    [Theory]
    [InlineData("mobilenet_v1_0.25_224_float", "MobilenetV1/Predictions/Reshape_1", 1, 1001)]
    [InlineData("mobilenet_v2_1.0_224_quant", "MobilenetV2/Predictions/Softmax", 1, 1001)]
    [InlineData("mobilenet_v2_1.0_224_ptq_int8", "Identity", 1, 1001)]
    [InlineData("deeplabv3_mnv2_dm05_pascal_257_float", "ResizeBilinear_3", 257, 21)]
    public void A_published_model_is_read(string name, string output, int side, int channels)
    {
        using var model = TfLiteReader.Read(File.ReadAllBytes(SharedData.Path($"models/{name}.tflite")));
        TestContext.Current.TestOutputHelper?.WriteLine(model.Graph.ToString());
        var (outputName, node) = Assert.Single(model.Graph.Outputs);
        Assert.Equal((output, new Shape(1, side, side, channels)), (outputName, node.Shape));
    }

    [Theory]
    [InlineData("ssd_mobilenet_v1_0.75_coco_quant", 300, 1917, 90, 91, 10, SuppressionKind.BestClass, 128)]
    [InlineData("mobile_object_localizer_v1_1_metadata", 192, 738, 1, 1, 100, SuppressionKind.BestClass, 127.5)]
    public void A_published_detector_says_its_boxes_and_labels(
        string name, int side, int boxes, int classes, int channels, int detections, SuppressionKind kind, double deviation)
    {
        using var model = ModelFile.Load(SharedData.Path($"models/{name}.tflite"));
        var head = DetectorHead.FromModel(model);
        var decoding = Assert.IsType<SsdDecoding>(head.Decoding);
        Assert.Equal((side, boxes, classes), (head.InputSize.Height, decoding.Anchors.Count, head.Labels.Length));
        Assert.Equal((channels > classes, detections, kind, 0.6f), (decoding.HasBackground, decoding.Suppression.MaximumDetections, decoding.Suppression.Kind, (float)decoding.Suppression.IouThreshold));
        Assert.Equal((new Shape(1, boxes, 1, 4), new Shape(1, boxes, 1, channels)), (head.BoxOutputs[0].Node.Shape, head.ScoreOutputs[0].Node.Shape));
        Assert.Equal(deviation, head.Preprocessing.Deviation[0], 0.5);
        Assert.False(head.YieldsLogits);
    }

    /// <summary>The anchors that Google's file has are those that TensorFlow's rule gives for its maps, within half a step of their 8 bits.</summary>
    [Fact]
    public void The_anchors_of_a_published_detector_are_TensorFlows()
    {
        using var model = ModelFile.Load(SharedData.Path("models/mobile_object_localizer_v1_1_metadata.tflite"));
        var stored = ((SsdDecoding)model.Card.BoxDecoding!).Anchors.Stored;
        var rule = new TensorFlowAnchors().Create([12, 6, 3, 2, 1, 1]).Create(192);
        Assert.Equal(rule, stored, (a, b) => Math.Abs(a - b) < 0.0033);
    }

    [Fact]
    public void A_published_detector_without_post_processing_is_known_by_its_outputs()
    {
        using var model = ModelFile.Load(SharedData.Path("models/ssd_mobilenetv2_oidv4_fp16.tflite"), new() { Labels = LabelFile.Load(SharedData.Path("labels/ssd_mobilenetv2_oidv4_labelmap.txt")) });
        var head = DetectorHead.FromModel(model);
        Assert.Equal((1917, 23, "Bicycle"), (((SsdDecoding)head.Decoding).Anchors.Count, head.Labels.Length, head.Labels[0]));
        Assert.True(head.YieldsLogits);
        Assert.Equal(Preprocessing.TensorFlow with { CropFraction = 1 }, head.Preprocessing);
    }
}
