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

    [Fact]
    public void Detection_post_processing_is_refused_by_name()
    {
        var file = File.ReadAllBytes(SharedData.Path("models/ssd_mobilenet_v1_0.75_coco_quant.tflite"));
        var exception = Assert.Throws<ModelFormatException>(() => TfLiteReader.Read(file));
        Assert.Equal("Operator 63 (TFLite_Detection_PostProcess, 'TFLite_Detection_PostProcess'): this operator has no counterpart in our graphs", exception.Message);
    }
}
