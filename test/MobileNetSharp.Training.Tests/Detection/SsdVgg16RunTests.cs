using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>SSD on VGG16 learns as the other detectors do, by the conventions of Caffe: SSD300 with few channels, on two classes.</summary>
public class SsdVgg16RunTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    static Graph Narrow { get; } = SsdVgg16.Build(new()
    {
        Stages = [new(4, 1), new(4, 1), new(8, 1), new(8, 3), new(8, 1)],
        Extras = [.. SsdVgg16.Extras300.Select(extra => extra with { Reduced = 4, C = 8 })],
    });

    static Recipe Recipe { get; } = SmallDetection.Recipe with
    {
        Network = new() { Pretrained = false },
        Data = new() { BatchSize = 4, EpochImages = 8 },
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.003 },
        ClipNorm = 1,
        Phases = [new() { Epochs = 1 }],
    };

    [Theory]
    [InlineData(NetworkDialect.TensorFlow)]
    [InlineData(NetworkDialect.PyTorch)]
    public void Its_maps_anchors_and_scale_are_those_of_Caffe_in_any_dialect(NetworkDialect dialect)
    {
        var recipe = Recipe with { Network = Recipe.Network with { Dialect = dialect, Model = "ssd_vgg16_300" } };
        using var start = StartingModel.FromScratch(recipe, SmallDetection.Task);
        var decoding = (SsdDecoding)start.Card.BoxDecoding!;
        Assert.Equal([38, 19, 10, 5, 3, 1], decoding.Anchors.Maps.Select(map => map.Height));
        Assert.Equal(SsdAnchors.Caffe300.Create([.. decoding.Anchors.Maps.Select(map => new Size(map.Height, map.Width))]), decoding.Anchors);
        Assert.Equal((8732, ScoreFunction.Softmax, BoxCodeOrder.XYWidthHeight), (decoding.Anchors.Count, decoding.ScoreFunction, decoding.Coder.Order));
        Assert.Equal((ChannelOrder.Bgr, 104), (start.Card.Preprocessing!.ChannelOrder, start.Card.Preprocessing.Mean[0]));
        Assert.All(start.Weights["conv4_3.scale.weight"].ToFloats(), scale => Assert.Equal(20, scale));
        Assert.Equal(["red", "blue"], start.Card.Labels);
    }

    [Fact]
    public async Task It_learns_the_scale_of_its_first_map_and_is_exported()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(Narrow, Recipe, SmallDetection.Task);
        var run = TrainingRun.Create(folder.File("run"), Recipe, SmallDetection.Task, start, SmallDetection.Splits, "drawn rectangles");
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(result.History[0].TrainingLoss));
        using var model = ModelFile.Load(run.ModelPath);
        Assert.InRange(model.Weights["conv4_3.scale.weight"].ToFloats().Max(scale => Math.Abs(scale - 20)), float.Epsilon, 1);
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var exported = run.Export(format, OneThread, TestContext.Current.CancellationToken);
            Assert.Equal((12, 12), (exported.Comparison.Images, exported.Comparison.Agreements));
            Assert.InRange(exported.Comparison.LargestDifference, 0, 1e-3);
            using var written = ModelFile.Load(exported.Path);
            Assert.Equal(SmallDetection.Outputs(model), SmallDetection.Outputs(written), (a, b) => Math.Abs(a - b) <= 1e-3 * (1 + Math.Abs(a)));
        }
    }
}
