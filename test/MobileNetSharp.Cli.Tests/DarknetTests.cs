using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Darknet's weights on the command line: a folder with weights, configuration and names is all that a user has.</summary>
public sealed class DarknetTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public DarknetTests()
    {
        foreach (var extension in new[] { "weights", "cfg", "names" })
            File.Copy(Repository.Path($"test/data/golden/darknet/yolov2_small.{extension}"), mobilenet.File($"yolov2.{extension}"));
        new RgbImage(120, 90).SavePng(mobilenet.File("black.png"));
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void Objects_are_found_with_the_names_beside_the_weights()
    {
        var result = mobilenet.Run("detect", "black.png", "--model", "yolov2.weights", "--threshold", "0.02", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var found = result.Json.GetProperty("results")[0].GetProperty("detections").EnumerateArray().ToArray();
        Assert.NotEmpty(found);
        Assert.All(found, box => Assert.Contains(box.GetProperty("label").GetString(), new[] { "cat", "dog", "red bird" }));
        Assert.All(found.SelectMany(box => box.GetProperty("box").EnumerateArray()), edge => Assert.InRange(edge.GetDouble(), 0, 120));
    }

    [Fact]
    public void Info_says_what_the_file_is()
    {
        var result = mobilenet.Run("info", "yolov2.weights", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var file = result.Json.GetProperty("file");
        Assert.Equal("darknet", file.GetProperty("format").GetString(), ignoreCase: true);
        Assert.Equal("yolov2", file.GetProperty("card").GetProperty("boxDecoding").GetProperty("kind").GetString());
    }

    [Fact]
    public void A_converted_file_needs_nothing_beside_it()
    {
        Assert.Equal(0, mobilenet.Run("convert", "yolov2.weights", "alone.onnx", "--detections", "nms").ExitCode);
        Assert.Equal(0, mobilenet.Run("convert", "yolov2.weights", "alone.tflite").ExitCode);
        foreach (var extension in new[] { "cfg", "names" })
            File.Delete(mobilenet.File($"yolov2.{extension}"));
        foreach (var file in new[] { "alone.onnx", "alone.tflite" })
            Assert.Equal(0, mobilenet.Run("detect", "black.png", "--model", file).ExitCode);
        Assert.Contains("YOLOv2 can be written with its raw output", Refusal("convert", "alone.onnx", "boxes.tflite", "--detections", "nms"), StringComparison.Ordinal);
        Assert.Contains("the network's .cfg is needed beside it", Refusal("detect", "black.png", "--model", "yolov2.weights"), StringComparison.Ordinal);
    }

    string Refusal(params string[] arguments)
    {
        var result = mobilenet.Run(arguments);
        Assert.Equal(1, result.ExitCode);
        return Assert.Single(result.ErrorLines);
    }
}
