using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Tests.Onnx;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests;

/// <summary>A converted model gives the same outputs: to the bit in .safetensors, within 1e-5 of the largest in .onnx and .tflite.</summary>
public class ConversionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_with_batch_normalization_gives_the_same_logits_in_every_format(bool isTensorFlow)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options
        {
            WidthMultiplier = 0.35,
            Resolution = 96,
            Classes = 101,
            Dialect = isTensorFlow ? Dialect.TensorFlow : Dialect.PyTorch,
        });
        CheckEveryFormat(new Model(graph, SpreadWeights.For(graph, seed: 3), ModelCard.Empty));
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_float.onnx")]
    [InlineData("mobilenet_v1_0.25_224_float.tflite")]
    public void A_published_model_gives_the_same_outputs_in_every_format(string name)
    {
        using var model = ModelFile.Load(SharedData.Path($"models/{name}"));
        CheckEveryFormat(model);
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_quant.tflite")]
    [InlineData("mobilenet_v2_1.0_224_ptq_int8.tflite")]
    public void A_quantized_model_gives_the_same_outputs_as_it_is_and_dequantized(string name)
    {
        var path = SharedData.Path($"models/{name}");
        using var quantized = ModelFile.Load(path);
        using var floats = ModelFile.Load(path, new() { Dequantize = true });
        var expected = Outputs(quantized);
        Assert.Equal(expected, Outputs(Converted(quantized, ModelFormat.Safetensors)));
        AssertClose(expected, Outputs(floats));
        CheckEveryFormat(floats);
    }

    /// <summary>To .onnx and .tflite by way of .safetensors and back, with our card in the .onnx file and without.</summary>
    static void CheckEveryFormat(Model model)
    {
        var expected = Outputs(model);
        var safetensors = Converted(model, ModelFormat.Safetensors);
        Assert.Equal(expected, Outputs(safetensors));
        var onnx = Converted(safetensors, ModelFormat.Onnx);
        var bare = OnnxReader.Read(OnnxSample.WithoutCard(safetensors.Bytes(ModelFormat.Onnx)));
        foreach (var read in (Model[])[onnx, bare, Converted(safetensors, ModelFormat.TfLite)])
        {
            var found = Outputs(read);
            AssertClose(expected, found);
            Assert.Equal(found, Outputs(Converted(read, ModelFormat.Safetensors)));
        }
    }

    static Model Converted(Model model, ModelFormat format)
    {
        using var file = new MemoryStream(model.Bytes(format));
        return ModelFile.Load(file, format);
    }

    static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var largest = expected.Max(Math.Abs);
        var error = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error <= 1e-5 * largest, $"differs by {error} of {largest}");
    }

    /// <summary>The first output by the fast engine; its values differ from each other, so that the wrong network would show.</summary>
    static float[] Outputs(Model model)
    {
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        using var session = engine.CreateSession();
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        float[] input = SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1);
        session.Run([input], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
        var logits = outputs[0];
        Assert.True(logits.Max() - logits.Min() > 1e-2, "Outputs that are all alike would agree with anything.");
        return logits;
    }
}
