using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Tasks.Tests;

/// <summary>A task that this library does not know is trained by its trainer: two outputs, boxes that move with the pixels, its own loss and metric.</summary>
public class BoxTaskTests
{
    const int StepsPerEpoch = 4, Epochs = 5;

    static readonly BoxTask Boxes = new();

    static readonly DatasetSplits<Boxes> Splits = new(new BoxDataset(32), new BoxDataset(12, first: 32));

    static readonly Recipe Recipe = new()
    {
        Name = "boxes",
        Network = new() { Pretrained = false, CropFraction = 1, BatchNormMomentum = 0.3 },
        Data = new() { BatchSize = 8, Augmentation = new(new RandomResizedCrop(MinimumArea: 0.6)) },
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.02 },
        Phases = [new() { Epochs = Epochs }],
    };

    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    [Fact]
    public async Task Twenty_steps_lower_the_loss_and_leave_model_metrics_and_report()
    {
        using var folder = new TempFolder();
        var run = Create(folder, "run");
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(StepsPerEpoch * Epochs, result.History[^1].Step);
        Assert.InRange(result.History[^1].TrainingLoss, 0, result.History[0].TrainingLoss / 2);
        Assert.InRange(result.Validation.Metrics["overlap"], double.Epsilon, 1);
        Assert.Equal(result.History.Max(epoch => epoch.Metrics["overlap"]), result.History.Last(epoch => epoch.IsBest).Metrics["overlap"]);
        Assert.Equal(result.History.Max(epoch => epoch.Metrics["overlap"]), result.Validation.Metrics["overlap"]);
        Assert.StartsWith("epoch,phase,step,learningRate,trainingLoss,overlap,isBest,", File.ReadLines(Path.Combine(run.Folder, "metrics.csv")).First());
        Assert.Contains("They overlap.", await File.ReadAllTextAsync(run.ReportPath, TestContext.Current.CancellationToken));
        using var model = ModelFile.Load(run.ModelPath);
        Assert.Equal(ModelTask.Detection, model.Card.Task);
        Assert.Equal(Math.Round(100 * result.Validation.Metrics["overlap"], 3), model.Card.Provenance.Metrics["overlapPercent"]);
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var comparison = run.Export(format, OneThread, TestContext.Current.CancellationToken).Comparison;
            Assert.Equal((12, 12), (comparison.Images, comparison.Agreements));
        }
    }

    [Fact]
    public async Task A_run_that_was_stopped_ends_in_the_same_weights_to_the_bit()
    {
        using var folder = new TempFolder();
        var whole = Create(folder, "whole");
        await whole.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var stopped = Create(folder, "stopped");
        using (var source = new CancellationTokenSource())
        {
            var reports = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.RunAsync(OneThread, new Listener(() =>
            {
                if (++reports == 7)
                    source.Cancel();
            }), source.Token));
        }

        var resumed = TrainingRun.Open(stopped.Folder, Boxes, new BoxDataset(44));
        await resumed.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        using var expected = ModelFile.Load(whole.ModelPath);
        using var actual = ModelFile.Load(resumed.ModelPath);
        Assert.All(expected.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(actual.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    [Fact]
    public void Crops_and_flips_move_boxes_with_the_pixels()
    {
        var (data, augment) = (new BoxDataset(200), new ImageAugmentation(new RandomResizedCrop(MinimumArea: 0.3)).For<Boxes>());
        var options = new LoaderOptions(96, Preprocessing.TensorFlow);
        var seen = 0;
        for (var index = 0; index < data.Count; index++)
        {
            var sample = augment(new Sample<Boxes>(data.Load(index), data.TargetOf(index)), options, new RandomStream((ulong)index, "augmentation"));
            if (sample.Target.All is not [var box] || box.Area < 100)
                continue;
            AssertClose(box, Bright(sample.Image));
            seen++;
        }

        Assert.InRange(seen, 80, 200);
    }

    [Fact]
    public void Evaluation_frames_boxes_with_the_pixels_and_the_way_back_leads_to_the_source()
    {
        var data = new BoxDataset(8);
        foreach (var preprocessing in new[] { Preprocessing.TensorFlow, Preprocessing.TensorFlow with { CropFraction = 1 }, Preprocessing.TorchVision(70), Preprocessing.TeachableMachine })
        {
            var loader = new BatchLoader<Boxes>(data, Sampler.Sequential(data.Count), new LoaderOptions(64, preprocessing) { BatchSize = 8 });
            var batch = Assert.Single(loader.Epoch(0, cancellationToken: TestContext.Current.CancellationToken));
            for (var i = 0; i < batch.Count; i++)
            {
                var source = data.TargetOf(batch.Indices[i]).All[0];
                var moved = source.Transform(batch.Transforms[i]);
                Assert.Equal(batch.Targets[i].All[0], moved.Cut(64, 64));
                AssertClose(source, moved.Transform(batch.Transforms[i].Inverse(BoxDataset.Width, BoxDataset.Height)), tolerance: 1e-9);
                var framed = new Sample<Boxes>(data.Load(batch.Indices[i]), data.TargetOf(batch.Indices[i])).Frame(preprocessing, 64);
                if (framed.Target.All is [var box])
                    AssertClose(box, Bright(framed.Image));
            }
        }
    }

    [Fact]
    public void A_recipe_that_blends_targets_is_refused()
    {
        using var folder = new TempFolder();
        var e = Assert.Throws<TrainingException>(() => Create(folder, "run", Recipe with { Data = Recipe.Data with { Augmentation = new(Mixing: new(MixUp: 0.2)) } }));
        Assert.Equal(TrainingFailure.Recipe, e.Failure);
        Assert.Contains("data.augmentation.mixing", e.Message);
        e = Assert.Throws<TrainingException>(() => Create(folder, "run", Recipe with { EarlyStopping = new() { Metric = "top1" } }));
        Assert.Contains("'earlyStopping.metric' must be overlap", e.Message);
    }

    [Fact]
    public void A_network_from_random_weights_keeps_those_that_the_task_gives_its_head()
    {
        using var start = StartingModel.FromScratch(Network(), Recipe, Boxes);
        Assert.Equal([BoxTask.Prior], start.Weights["box.centers.bias"].ToFloats());
    }

    static TrainingRun<Boxes, BoxResult> Create(TempFolder folder, string name, Recipe? recipe = null)
    {
        using var start = StartingModel.FromScratch(Network(), recipe ?? Recipe, Boxes);
        return TrainingRun.Create(folder.File(name), recipe ?? Recipe, Boxes, start, Splits, "generated boxes");
    }

    static Graph Network()
    {
        var builder = new GraphBuilder("boxes_64");
        var x = builder.ConvBnRelu6("stem", builder.Input("input", new Shape(1, 64, 64, 3)), 8, kernel: 3, stride: 2);
        x = builder.ConvBnRelu6("second", x, 16, kernel: 3, stride: 2);
        x = builder.ConvBnRelu6("third", x, 32, kernel: 3, stride: 2);
        builder.Output("features", builder.ConvBnRelu6("fourth", x, 32, kernel: 3));
        return builder.Build();
    }

    /// <summary>Around the pixels that are brighter than half.</summary>
    static Box Bright(RgbImage image)
    {
        var (left, top, right, bottom) = (image.Width, image.Height, 0, 0);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (image.Row(y)[3 * x] > 128)
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        return new Box(left, top, right, bottom);
    }

    static void AssertClose(Box expected, Box actual, double tolerance = 1.5)
    {
        Assert.Equal(expected.Left, actual.Left, tolerance);
        Assert.Equal(expected.Top, actual.Top, tolerance);
        Assert.Equal(expected.Right, actual.Right, tolerance);
        Assert.Equal(expected.Bottom, actual.Bottom, tolerance);
    }

    /// <summary>Calls back at once, unlike <see cref="Progress{T}"/>.</summary>
    sealed class Listener(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
