using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_converted_model_says_the_same_and_comes_back_bit_by_bit()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        foreach (var (from, to) in new[] { ("small.safetensors", "small.onnx"), ("small.onnx", "again.safetensors") })
        {
            var result = mobilenet.Run("convert", from, to);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.StartsWith($"{to}: ", result.Output);
        }

        Assert.Equal(File.ReadAllBytes(mobilenet.File("small.safetensors")), File.ReadAllBytes(mobilenet.File("again.safetensors")));
        Assert.Equal(
            mobilenet.Run("classify", "one.png", "--model", "small.safetensors").Output,
            mobilenet.Run("classify", "one.png", "--model", "small.onnx").Output);
    }

    [Fact]
    public void A_tflite_file_says_the_same_with_the_labels_of_the_model()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        SmallModel.SaveImage(mobilenet.File("one.png"), 1);
        var result = mobilenet.Run("convert", "small.safetensors", "small.tflite");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            mobilenet.Run("classify", "one.png", "--model", "small.safetensors").Output,
            mobilenet.Run("classify", "one.png", "--model", "small.tflite").Output);
    }

    /// <summary>A network with several outputs, each by its name.</summary>
    [Fact]
    public void A_network_of_the_paper_gets_random_weights_the_same_every_time()
    {
        foreach (var file in new[] { "one.onnx", "two.onnx" })
        {
            var result = mobilenet.Run("convert", "ssdlite_mobilenet_v2_0.35_64", file);
            Assert.Equal(0, result.ExitCode);
            Assert.Contains("'ssdlite_mobilenet_v2_0.35_64' is a network without trained weights", Assert.Single(result.ErrorLines));
        }

        Assert.Equal(File.ReadAllBytes(mobilenet.File("one.onnx")), File.ReadAllBytes(mobilenet.File("two.onnx")));
        var outputs = mobilenet.Run("info", "one.onnx", "--json").Json.GetProperty("outputs").EnumerateArray().ToList();
        Assert.Equal(12, outputs.Count);
        Assert.Equal("classes5", outputs[^1].GetProperty("name").GetString());
    }

    [Fact]
    public void A_network_without_weights_has_no_labels()
    {
        var result = mobilenet.Run("convert", "mobilenet_v2_0.35_96", "out.onnx", "--labels", "imagenet");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("labels, preprocessing and anchors only apply to trained models", Assert.Single(result.ErrorLines));
        Assert.False(File.Exists(mobilenet.File("out.onnx")));
    }

    [Fact]
    public void A_quantized_model_that_the_format_cannot_hold_is_refused_with_the_option_that_helps()
    {
        using (var model = SmallModel.Create())
        {
            var weights = model.Weights.ToDictionary(StringComparer.Ordinal);
            var bias = weights["classifier.bias"];
            weights["classifier.bias"] = Tensor.FromInt32(bias.Shape, new int[bias.Count], Quantization.PerTensor(ElementType.Int32, 0.5f, 0));
            Formats.ModelFile.Save(new Model(model.Graph, new WeightSet(weights), model.Card), mobilenet.File("quantized.safetensors"));
        }

        var result = mobilenet.Run("convert", "quantized.safetensors", "out.tflite");
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("mobilenet: out.tflite: The model is quantized", line, StringComparison.Ordinal);
        Assert.EndsWith("cannot be written to TFLite. Write its weights as float32 with --dequantize.", line, StringComparison.Ordinal);
        Assert.Equal(0, mobilenet.Run("convert", "quantized.safetensors", "out.tflite", "--dequantize").ExitCode);
    }

    [Fact]
    public void A_file_is_not_converted_into_itself()
    {
        var bytes = File.ReadAllBytes(SmallModel.Save(mobilenet.File("small.safetensors")));
        var result = mobilenet.Run("convert", "small.safetensors", "./small.safetensors");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("mobilenet: ./small.safetensors: this is the file to convert; give another name to write to.", Assert.Single(result.ErrorLines));
        Assert.Equal(bytes, File.ReadAllBytes(mobilenet.File("small.safetensors")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_reported_by_the_name_that_was_given()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("file modes bind ordinary Unix users only");
            return;
        }

        SmallModel.Save(mobilenet.File("small.safetensors"));
        var locked = Directory.CreateDirectory(mobilenet.File("locked"));
        File.SetUnixFileMode(locked.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var result = mobilenet.Run("convert", "small.safetensors", "locked/out.onnx");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("mobilenet: locked/out.onnx: access denied.", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_failed_conversion_leaves_the_older_file()
    {
        File.WriteAllText(mobilenet.File("broken.onnx"), "no model");
        File.WriteAllText(mobilenet.File("out.safetensors"), "older");
        var result = mobilenet.Run("convert", "broken.onnx", "out.safetensors");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("mobilenet: broken.onnx: ", Assert.Single(result.ErrorLines));
        Assert.Equal("older", File.ReadAllText(mobilenet.File("out.safetensors")));
    }
}
