using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>The weights of one network, in float as ONNX and quantized per channel as TFLite, read by two readers.</summary>
public class TfLiteQuantizationTests
{
    [Fact]
    public void Quantized_weights_are_the_float_ones_within_half_a_step()
    {
        using var quantized = TfLiteReader.Read(File.ReadAllBytes(SharedData.Path("models/mobilenet_v2_1.0_224_ptq_int8.tflite")));
        using var floats = OnnxReader.Read(File.ReadAllBytes(SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx")));
        var (ours, theirs) = (Layers(quantized), Layers(floats));
        Assert.Equal(53, ours.Count);
        Assert.Equal(ours.Count, theirs.Count);
        for (var i = 0; i < ours.Count; i++)
        {
            AssertWithinHalfAStep(ours[i].Name, ours[i].Kernel, theirs[i].Kernel);
            AssertWithinHalfAStep(ours[i].Name, ours[i].Bias, theirs[i].Bias);
        }
    }

    static List<(string Name, Tensor Kernel, Tensor Bias)> Layers(Model model) =>
    [
        .. from node in model.Graph.Nodes
           where node.Op is Conv2d or Linear
           select (node.Name, model.Weights[$"{node.Name}.weight"], model.Weights[$"{node.Name}.bias"]),
    ];

    static void AssertWithinHalfAStep(string layer, Tensor quantized, Tensor floats)
    {
        var scales = quantized.Quantization!.Scales;
        Assert.Equal(quantized.Shape[0], scales.Length);
        var (ours, theirs) = (quantized.ToFloats(), floats.ToFloats());
        Assert.Equal(ours.Length, theirs.Length);
        for (var i = 0; i < ours.Length; i++)
        {
            double step = scales[i / (ours.Length / scales.Length)];
            // A bias has a step so fine that the rounding of the floats themselves shows.
            var rounding = Math.Pow(2, -22) * Math.Abs(theirs[i]);
            Assert.True(
                Math.Abs((double)ours[i] - theirs[i]) <= (step / 2) + rounding,
                $"{layer}, element {i}: {ours[i]} and {theirs[i]} differ by more than half of {step}.");
        }
    }
}
