namespace MobileNetSharp.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_converted_model_says_the_same_and_comes_back_bit_by_bit()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        SmallModel.SavePicture(mobilenet.File("one.png"), 1);
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
        SmallModel.SavePicture(mobilenet.File("one.png"), 1);
        var result = mobilenet.Run("convert", "small.safetensors", "small.tflite");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            mobilenet.Run("classify", "one.png", "--model", "small.safetensors").Output,
            mobilenet.Run("classify", "one.png", "--model", "small.tflite").Output);
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
