using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>Runs that train a detector, from the first step to files that other programs read.</summary>
public class DetectionRunTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    [Fact]
    public async Task A_detector_learns_and_leaves_model_metrics_and_report()
    {
        using var folder = new TempFolder();
        var recipe = SmallDetection.Recipe with { Phases = [new() { Epochs = 18 }] };
        var run = SmallDetection.Create(folder, "run", recipe);
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);

        Assert.InRange(result.History[^1].TrainingLoss, 0, 0.85 * result.History[0].TrainingLoss);
        Assert.InRange(result.Validation.Metrics["ap50"], 0.2, 1);
        Assert.Equal(result.History.Max(epoch => epoch.Metrics["ap"]), result.Validation.Metrics["ap"]);
        Assert.StartsWith("epoch,phase,step,learningRate,trainingLoss,ap,ap50,ap75,ar100,isBest,", File.ReadLines(Path.Combine(run.Folder, "metrics.csv")).First());
        Assert.Contains("Precision and recall", await File.ReadAllTextAsync(run.ReportPath, TestContext.Current.CancellationToken));
        using var model = ModelFile.Load(run.ModelPath);
        Assert.Equal(ModelTask.Detection, model.Card.Task);
        Assert.Equal(["red", "blue"], model.Card.Labels);
        Assert.Equal(Math.Round(100 * result.Validation.Metrics["ap"], 3), model.Card.Provenance.Metrics["apPercent"]);
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
        var whole = SmallDetection.Create(folder, "whole");
        await whole.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var stopped = SmallDetection.Create(folder, "stopped");
        using (var source = new CancellationTokenSource())
        {
            var reports = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.RunAsync(OneThread, new Listener(_ =>
            {
                if (++reports == 7)
                    source.Cancel();
            }), source.Token));
        }

        var resumed = DetectionRun.Open(stopped.Folder, SmallDetection.Images);
        await resumed.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        using var expected = ModelFile.Load(whole.ModelPath);
        using var actual = ModelFile.Load(resumed.ModelPath);
        Assert.All(expected.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(actual.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    [Fact]
    public void A_recipe_for_another_task_is_refused()
    {
        using var folder = new TempFolder();
        Assert.Contains("'detection' must be an object", Assert.Throws<TrainingException>(() => SmallDetection.Create(folder, "run", SmallDetection.Recipe with { Detection = null })).Message);
        Assert.Contains("'detection' must be null", Assert.Throws<TrainingException>(() => SmallRun.Create(folder, SmallRun.Recipe with { Detection = new() })).Message);
        Assert.Contains("'data.labelSmoothing' must be 0", new DetectionTask(["a"]).Fault(new Recipe { Detection = new(), Data = new() { LabelSmoothing = 0.1 } }));
    }

    [Fact]
    public void Images_to_validate_on_need_an_object()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallDetection.Recipe, SmallDetection.Task);
        var splits = SmallDetection.Splits with { Validation = new Empty() };
        var e = Assert.Throws<DatasetException>(() => TrainingRun.Create(folder.File("run"), SmallDetection.Recipe, SmallDetection.Task, start, splits, "drawn"));
        Assert.Contains("none of the 2 images to validate on has an object marked", e.Message);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task A_loss_that_is_no_number_stops_with_the_names_of_the_images()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallDetection.Recipe, SmallDetection.Task);
        var bias = start.Weights["ssd.classes0.conv.bias"];
        var weights = new Dictionary<string, Tensor>(start.Weights) { ["ssd.classes0.conv.bias"] = Tensor.FromFloats(bias.Shape, [float.NaN, .. bias.ToFloats()[1..]]) };
        using var poisoned = new Model(start.Graph, new WeightSet(weights), start.Card);
        var run = TrainingRun.Create(folder.File("run"), SmallDetection.Recipe, SmallDetection.Task, poisoned, SmallDetection.Splits, "drawn rectangles");
        var e = await Assert.ThrowsAsync<TrainingException>(() => run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((TrainingFailure.Diverged, 8), (e.Failure, e.Images.Length));
        Assert.Contains(e.Images[0], e.Message);
    }

    sealed class Empty() : DetectionDataset(["red", "blue"])
    {
        public override int Count => 2;

        public override string NameOf(int index) => $"empty{index}.png";

        public override AnnotatedBoxes TargetOf(int index) => AnnotatedBoxes.None;

        public override Imaging.RgbImage Load(int index) => new(8, 8);
    }
}
