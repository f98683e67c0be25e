using System.Collections.Immutable;
using System.IO.Compression;
using Microsoft.ML.OnnxRuntime;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Tests.Onnx;
using MobileNetSharp.Formats.Tests.TfLite;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests;

/// <summary>A detector in a file gives the detections that it gave before, whoever decodes them.</summary>
public class DetectorExportTests
{
    static readonly ImmutableArray<string> FiveLabels = ["cat", "dog", "n/a", "newt", "bird"];

    public static TheoryData<string> Detectors => [.. Models.Keys];

    static Dictionary<string, Func<Model>> Models { get; } = new()
    {
        ["TensorFlow's, per class"] = () => Detector(decoding => decoding),
        ["TensorFlow's, best class"] = () => Detector(decoding => decoding with { Suppression = decoding.Suppression with { Kind = SuppressionKind.BestClass } }),
        ["softmax, torchvision's codes"] = () => Detector(decoding => decoding with
        {
            ScoreFunction = ScoreFunction.Softmax,
            Coder = new(8, 4) { Order = BoxCodeOrder.XYWidthHeight, MaximumLogarithm = 0.5 },
            Suppression = decoding.Suppression with { ClipsFirst = true },
        }),
        ["without background"] = () => Detector(decoding => decoding with { HasBackground = false }, ["ground", .. FiveLabels]),
    };

    [Theory]
    [MemberData(nameof(Detectors))]
    public void ONNX_Runtime_finds_what_we_find(string name)
    {
        var model = Models[name]();
        var file = Bytes(model, ModelFormat.Onnx);
        var expected = Detections(model);
        var found = RunOnnxRuntime(file, Input(model)).Where(one => one.Box.Area > 0).ToList();
        AssertSame(expected, found);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_file_with_the_suppression_is_read_and_gives_the_same_detections(string name)
    {
        var model = Models[name]();
        foreach (var format in new[] { ModelFormat.Onnx, ModelFormat.TfLite })
        {
            var file = Bytes(model, format);
            using var read = ModelFile.Load(new MemoryStream(file), format);
            Assert.Equal(["box_codes", "class_scores"], read.Graph.Outputs.Select(output => output.Name));
            AssertSame(Detections(model), Detections(read));
            Assert.Equal(model.Card.Labels.AsEnumerable(), read.Card.Labels);
            Assert.Equal(file, Bytes(read, format));
        }
    }

    [Theory]
    [InlineData(SuppressionKind.PerClass, false)]
    [InlineData(SuppressionKind.BestClass, true)]
    public void YOLOv2_in_ONNX_Runtime_finds_what_we_find_and_is_read_back(SuppressionKind kind, bool clipsFirst)
    {
        var model = YoloV2Detector(new() { Kind = kind, ScoreThreshold = 0.12, IouThreshold = 0.5, MaximumDetections = 250, MaximumPerClass = 60, ClipsFirst = clipsFirst });
        var file = Bytes(model, ModelFormat.Onnx);
        var expected = Detections(model);
        AssertSame(expected, [.. RunOnnxRuntime(file, Input(model)).Where(one => one.Box.Area > 0)]);
        using var read = ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx);
        AssertSame(expected, Detections(read));
        Assert.Equal(model.Card.BoxDecoding, read.Card.BoxDecoding);
        Assert.Equal(file, Bytes(read, ModelFormat.Onnx));
        HostileInput.Check<ModelFormatException>(Mutations.Create(file, 200, seed: 3), bytes => ModelFile.Load(new MemoryStream(bytes), ModelFormat.Onnx).Dispose());
    }

    [Fact]
    public void YOLOv2_in_a_file_with_its_raw_output_gives_the_same_detections()
    {
        var model = YoloV2Detector(new() { ScoreThreshold = 0.12, IouThreshold = 0.5, MaximumDetections = 250 });
        foreach (var format in new[] { ModelFormat.Safetensors, ModelFormat.Onnx, ModelFormat.TfLite })
        {
            using var read = ModelFile.Load(new MemoryStream(model.Bytes(format)), format);
            AssertSame(Detections(model), Detections(read));
        }
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_file_with_raw_outputs_gives_the_same_detections(string name)
    {
        var model = Models[name]();
        foreach (var format in new[] { ModelFormat.Safetensors, ModelFormat.Onnx, ModelFormat.TfLite })
        {
            using var read = ModelFile.Load(new MemoryStream(model.Bytes(format)), format);
            Assert.Equal(model.Card.BoxDecoding, read.Card.BoxDecoding);
            AssertSame(Detections(model), Detections(read));
        }
    }

    /// <summary>Another program wrote it, as far as our reader can tell: operators, operator's options and metadata are all that it has.</summary>
    [Theory]
    [InlineData(SuppressionKind.PerClass)]
    [InlineData(SuppressionKind.BestClass)]
    public void A_TFLite_file_says_everything_without_our_card(SuppressionKind kind)
    {
        var model = Detector(decoding => decoding with { Suppression = decoding.Suppression with { Kind = kind, ScoreThreshold = 0.25, IouThreshold = 0.5, MaximumDetections = 33, MaximumPerClass = 7 } });
        var file = TfLiteParity.Replaced(Bytes(model, ModelFormat.TfLite), System.Text.Encoding.UTF8.GetBytes(TfLiteCard.Key), "somebody-elses"u8);
        using var read = ModelFile.Load(new MemoryStream(file), ModelFormat.TfLite);
        var decoding = Assert.IsType<SsdDecoding>(read.Card.BoxDecoding);
        Assert.Equal(model.Card.BoxDecoding!.Suppression, decoding.Suppression);
        Assert.Equal(model.Card.Labels.AsEnumerable(), read.Card.Labels);
        Assert.Equal(model.Card.Preprocessing!.Mean.AsEnumerable(), read.Card.Preprocessing!.Mean);
        AssertSame(Detections(model), Detections(read));
        using var archive = new ZipArchive(new MemoryStream(file));
        Assert.Equal("labels.txt", Assert.Single(archive.Entries).Name);
    }

    [Fact]
    public void A_file_whose_suppression_was_changed_is_refused_by_its_operator()
    {
        var file = Bytes(Detector(decoding => decoding), ModelFormat.Onnx);
        var exception = Assert.Throws<ModelFormatException>(() => OnnxReader.Read(OnnxSample.WithoutCard(file)));
        Assert.Contains("NonMaxSuppression", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_boxes_cannot_suppress_them()
    {
        foreach (var format in new[] { ModelFormat.Safetensors, ModelFormat.Onnx, ModelFormat.TfLite })
            Assert.Throws<NotSupportedException>(() => Bytes(SampleModels.Float(), format));
        Assert.Contains("YOLOv2 can be written with its raw output, or to ONNX", Assert.Throws<NotSupportedException>(() => Bytes(YoloV2Detector(new()), ModelFormat.TfLite)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelFormat.Onnx)]
    [InlineData(ModelFormat.TfLite)]
    public void A_damaged_file_with_the_suppression_is_refused_or_read(ModelFormat format)
    {
        var file = Bytes(SmallDetector(), format);
        HostileInput.Check<ModelFormatException>(Mutations.Create(file, 400, seed: 17), bytes => ModelFile.Load(new MemoryStream(bytes), format).Dispose());
    }

    static Model YoloV2Detector(Suppression suppression)
    {
        var graph = YoloV2.Build(new() { Resolution = new Size(64, 96), Classes = 5, Anchors = 4, Stages = [[4], [6], [8, 4, 8], [12], [16, 8, 16], [20, 12, 20]], PassthroughChannels = 4 });
        var decoding = YoloV2.Decoding with { Anchors = [new(0.5, 0.75), new(1, 0.5), new(1.5, 1.25), new(2, 1)], Suppression = suppression };
        return new(graph, SpreadWeights.For(graph, seed: 4), YoloV2.CardOf(graph) with { Labels = FiveLabels, BoxDecoding = decoding });
    }

    static Model SmallDetector()
    {
        var g = new GraphBuilder("small");
        var x = g.Input("input", new Shape(1, 8, 8, 3));
        g.Output("b", g.Conv2d("b.conv", x, 4, kernel: 1));
        g.Output("c", g.Conv2d("c.conv", x, 3, kernel: 1));
        var graph = g.Build();
        return new(graph, SpreadWeights.For(graph, seed: 2), new()
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("b", OutputKind.Boxes).Add("c", OutputKind.Logits),
            Labels = ["cat", "dog"],
            Preprocessing = Preprocessing.Raw,
            BoxDecoding = new SsdDecoding { Anchors = new() { Maps = [new(8, 8, [new(0.3, 1)])] } },
        });
    }

    static Model Detector(Func<SsdDecoding, SsdDecoding> change, ImmutableArray<string>? labels = null)
    {
        var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = 0.35 }, Resolution = new Size(64, 96), Classes = 5 });
        var card = Ssd.CardOf(graph);
        var decoding = (SsdDecoding)card.BoxDecoding!;
        decoding = change(decoding with { Suppression = new() { ScoreThreshold = 0.3, IouThreshold = 0.45, MaximumDetections = 300, MaximumPerClass = 20 } });
        return new(graph, SpreadWeights.For(graph, seed: 5), card with { Labels = labels ?? FiveLabels, BoxDecoding = decoding });
    }

    static byte[] Bytes(Model model, ModelFormat format)
    {
        using var stream = new MemoryStream();
        ModelFile.Save(model, stream, format, new() { Detections = DetectionOutputs.Suppressed });
        return stream.ToArray();
    }

    static float[] Input(Model model) => SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1);

    /// <summary>Detections in shares of the image.</summary>
    static List<ScoredBox> Detections(Model model)
    {
        var head = DetectorHead.FromModel(model);
        var outputs = TfLiteParity.Run(head.Select(model), EngineKind.Fast, Input(model));
        return [.. head.CreateDecoder().Decode(outputs, 0, 1).ToArray()];
    }

    static List<ScoredBox> RunOnnxRuntime(byte[] file, float[] input)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        var shape = new Shape(1, 64, 96, 3);
        using var tensor = OrtValue.CreateTensorValueFromMemory(OnnxParity.InLayout(input, shape, TensorLayout.Nchw), [1, 3, 64, 96]);
        using var run = new RunOptions();
        using var values = session.Run(run, [session.InputNames.Single()], [tensor], ["boxes", "scores", "classes"]);
        var (boxes, scores, classes) = (values[0].GetTensorDataAsSpan<float>().ToArray(), values[1].GetTensorDataAsSpan<float>().ToArray(), values[2].GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal([scores.Length, 4], values[0].GetTensorTypeAndShape().Shape);
        Assert.Equal(scores.OrderDescending(), scores);
        return [.. Enumerable.Range(0, scores.Length).Select(i => new ScoredBox(new(boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3]), (int)classes[i], scores[i]))];
    }

    static void AssertSame(List<ScoredBox> expected, List<ScoredBox> found)
    {
        Assert.InRange(expected.Count, 10, 299); // enough to differ, and none cut off
        Assert.Equal(expected.Count, found.Count);
        var rest = found.ToList();
        foreach (var one in expected)
        {
            var same = rest.FindIndex(other => other.Class == one.Class && Math.Abs(other.Score - one.Score) < 1e-4 && Distance(other.Box, one.Box) < 1e-3);
            Assert.True(same >= 0, $"{one} is missing");
            rest.RemoveAt(same);
        }
    }

    static double Distance(Box a, Box b) =>
        new[] { a.Left - b.Left, a.Top - b.Top, a.Right - b.Right, a.Bottom - b.Bottom }.Max(Math.Abs);
}
