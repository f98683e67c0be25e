using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli.Tests;

public sealed class InfoTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void The_papers_network_has_the_papers_costs()
    {
        var info = mobilenet.Run("info", "mobilenet_v2_1.0_224", "--json").Json;
        Assert.Equal("mobilenet_v2_1.0_224", info.GetProperty("name").GetString());
        Assert.Equal(3_504_872, info.GetProperty("parameters").GetInt64());
        Assert.Equal(3_470_760, info.GetProperty("parametersWithoutBatchNorm").GetInt64());
        Assert.Equal(300_774_272, info.GetProperty("madds").GetInt64());
        // PAPER, §5.1 in fp32: twice the fp16 figures, 3.01 MB op by op and 1.23 MB by blocks.
        Assert.Equal(6.02, info.GetProperty("peakActivationBytes").GetInt64() / 1e6, 2);
        Assert.InRange(info.GetProperty("splitActivationBytes").GetInt64() / 1e6, 2.4, 2.5);
        Assert.Equal(300_774_272, info.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("madds").GetInt64()));
    }

    [Fact]
    public void The_memory_of_the_engine_is_the_arena_of_its_session_on_one_thread()
    {
        using var model = SmallModel.Create();
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        using var session = engine.CreateSession();
        var info = mobilenet.Run("info", SmallModel.Save(mobilenet.File("small.safetensors")), "--json").Json;
        var plan = info.GetProperty("plan").EnumerateArray().ToArray();
        Assert.Equal(session.Plan!.Memory.SizeBytes, info.GetProperty("fusedActivationBytes").GetInt64());
        Assert.Equal(session.Plan.Steps.Select(step => step.ToString()), plan.Select(step => step.GetProperty("nodes").GetString()));
        Assert.EndsWith($"\n{session.Plan}", mobilenet.Run("info", "small.safetensors", "--plan").Output);
    }

    [Fact]
    public void Text_has_the_figures_and_with_layers_a_row_for_each()
    {
        var text = mobilenet.Run("info", "mobilenet_v1_0.25_128");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("multiply-adds", text.Output);
        Assert.DoesNotContain("LAYER", text.Output);
        var layers = mobilenet.Run("info", "mobilenet_v1_0.25_128", "--layers");
        Assert.StartsWith(text.Output.TrimEnd(), layers.Output);
        Assert.Contains("LAYER", layers.Output);
    }

    [Fact]
    public void A_file_tells_what_it_costs()
    {
        var path = SmallModel.Save(mobilenet.File("small.safetensors"));
        var info = mobilenet.Run("info", path, "--json").Json;
        Assert.Equal([1, 1, 1, SmallModel.Labels.Length], info.GetProperty("outputs")[0].GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()));
    }

    [Fact]
    public void A_file_says_what_it_is()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        mobilenet.Run("convert", "small.safetensors", "small.tflite");
        var text = mobilenet.Run("info", "small.safetensors").Output;
        Assert.Matches(@"format +safetensors, \d\.\d\d MB\n", text);
        Assert.Matches(@"weights +float32 \([\d,]+\)", text);
        Assert.Matches(@"quantization +none\n", text);
        Assert.Matches(@"output logits +1x1x1x7, logits\n", text);
        Assert.Matches(@"classes +7: ant; bee; cat; dög; elk, moose; …\n", text);
        Assert.Matches(@"preprocessing +central 87\.5 % to 32x32 \(bilinear as Pillow\), RGB, values -1 to 1\n", text);
        var file = mobilenet.Run("info", "small.tflite", "--json").Json.GetProperty("file");
        Assert.Equal("tflite", file.GetProperty("format").GetString());
        Assert.Equal(new FileInfo(mobilenet.File("small.tflite")).Length, file.GetProperty("sizeBytes").GetInt64());
        Assert.Equal("float32", file.GetProperty("weights")[0].GetProperty("type").GetString());
        Assert.Equal("mobilenet_v2_1.0_224", mobilenet.Run("info", "mobilenet_v2_1.0_224", "--json").Json.GetProperty("name").GetString());
    }

    [Fact]
    public void A_detectors_file_says_how_its_boxes_come_about()
    {
        SmallDetector.Save(mobilenet.File("quadrants.safetensors"));
        foreach (var file in new[] { "raw.onnx", "raw.tflite", "nms.onnx", "nms.tflite" })
            Assert.Equal(0, mobilenet.Run("convert", "quadrants.safetensors", file, "--detections", file[..3]).ExitCode);
        foreach (var (file, isSuppressed) in new[] { ("quadrants.safetensors", false), ("raw.onnx", false), ("raw.tflite", false), ("nms.onnx", true), ("nms.tflite", true) })
        {
            var text = System.Text.RegularExpressions.Regex.Replace(mobilenet.Run("info", file).Output, @"\s+", " ");
            Assert.Contains("decoding SSD, 4 anchors: 1 at 2x2 suppression per class, IoU above 0.6, scores from 0.00000001 on, at most 100 detections, 100 of a class file yields", text);
            Assert.Contains(isSuppressed ? "file yields detections: decoded" : "file yields raw outputs", text);
            var detection = mobilenet.Run("info", file, "--json").Json.GetProperty("file").GetProperty("detection");
            Assert.Equal(
                $$$"""{"decoding":"ssd","anchors":4,"maps":[{"height":2,"width":2,"anchorsPerCell":1}],"suppression":{"kind":"per-class","iouThreshold":0.6,"scoreThreshold":1E-08,"maximumDetections":100,"maximumPerClass":100},"outputs":"{{{(isSuppressed ? "suppressed" : "raw")}}}"}""",
                System.Text.Json.JsonSerializer.Serialize(detection));
        }
    }

    [Fact]
    public void A_file_without_a_card_says_what_is_unknown()
    {
        using (var small = SmallModel.Create())
            Formats.ModelFile.Save(small.WithCard(Cards.ModelCard.Empty), mobilenet.File("bare.safetensors"));
        var text = mobilenet.Run("info", "bare.safetensors").Output;
        Assert.Matches(@"classes +no names in the file\n", text);
        Assert.Matches(@"preprocessing +unknown\n", text);
        Assert.DoesNotContain("training", text);
    }

    [Fact]
    public void A_network_is_drawn()
    {
        var result = mobilenet.Run("info", "shufflenet_v1_g3_1.0_224", "--svg", "drawn é.svg");
        Assert.Equal((0, "wrote drawn é.svg\n"), (result.ExitCode, result.Error));
        Assert.Contains("× 7", System.Xml.Linq.XDocument.Load(mobilenet.File("drawn é.svg")).Root!.Value);
    }

    [Theory]
    [InlineData("both.png", "\u0089PNG")]
    [InlineData("both.pdf", "%PDF-")]
    [InlineData("both.SVG", "<svg ")]
    [InlineData("both.html", "<!DOCTYPE html>")]
    public void Both_networks_are_drawn_in_the_format_of_the_file(string name, string start)
    {
        var result = mobilenet.Run("info", "mobilenet_v2_0.35_96", "--compare", "mobilenet_v1_0.25_128", "--draw", name, "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(mobilenet.File(name)));
        Assert.StartsWith(start, text);
        if (name.EndsWith("SVG", StringComparison.Ordinal))
            Assert.All(["mobilenet_v2_0.35_96", "mobilenet_v1_0.25_128"], title => Assert.Contains($">{title}</text>", text));
    }

    [Fact]
    public void Two_networks_stand_side_by_side()
    {
        var text = mobilenet.Run("info", "mobilenet_v2_1.0_224", "--compare", "mobilenet_v2_1.4_224");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Matches(@"parameters +3,504,872 +6,108,776 +1\.74", text.Output);
        Assert.Contains("0 convolutions and linear layers are equal, 53 differ", text.Output);
        var json = mobilenet.Run("info", "mobilenet_v2_1.0_224", "--compare", "mobilenet_v2_1.0_192", "--json").Json;
        Assert.Equal(300_774_272, json.GetProperty("first").GetProperty("madds").GetInt64());
        Assert.Equal(1, json.GetProperty("sameLayers").GetInt32()); // the classifier
    }
}
