using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
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
        foreach (var format in new[] { "onnx", "tflite", "onnx-nms", "tflite-nms" })
        {
            var comparison = run.Export(format, OneThread, TestContext.Current.CancellationToken).Comparison;
            Assert.Equal((12, 12), (comparison.Images, comparison.Agreements));
            Assert.InRange(comparison.LargestDifference, 0, 1e-4);
            Assert.Equal(result.Validation.Metrics["ap"], comparison.Figure.First, 1e-9);
            Assert.Equal(comparison.Figure.First, comparison.Figure.Second, 1e-6);
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
        SmallDetection.AssertSameWeights(whole.ModelPath, resumed.ModelPath);
    }

    /// <summary>A stopped run that was begun on boxes of the stored pixels turns them again when it is resumed from its folder alone.</summary>
    [Fact]
    public async Task A_run_is_resumed_on_annotations_that_are_read_as_they_were()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 8; i++)
        {
            File.Copy(Repository.Path($"test/data/golden/images/orientation_{1 + i}.jpg"), folder.File($"{i}.jpg"));
            await File.WriteAllTextAsync(folder.File($"{i}.txt"), "0 0.3 0.3 0.5 0.4\n", TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(folder.File("classes.txt"), "thing\n", TestContext.Current.CancellationToken);
        var images = DetectionDataset.Open(folder.Path, new() { LabelsOnRawPixels = true });
        var recipe = SmallDetection.Recipe with { Data = SmallDetection.Recipe.Data with { BatchSize = 2 }, Phases = [new() { Epochs = 2 }] };
        using var runs = new TempFolder();
        var whole = Create("whole");
        await whole.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var stopped = Create("stopped");
        using (var source = new CancellationTokenSource())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.RunAsync(OneThread, new Listener(progress =>
            {
                if (progress.Completed is not null)
                    source.Cancel();
            }), source.Token));
        }

        var recorded = TrainingRun.AnnotationsOf(stopped.Folder)!;
        Assert.Equal((AnnotationFormat.Yolo, true), (recorded.Format, recorded.LabelsOnRawPixels));
        await DetectionRun.Open(stopped.Folder).RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        SmallDetection.AssertSameWeights(whole.ModelPath, stopped.ModelPath);

        TrainingRun<AnnotatedBoxes, DetectionResult> Create(string name)
        {
            var task = new DetectionTask(images.ClassNames);
            using var start = StartingModel.FromScratch(recipe, task);
            return TrainingRun.Create(runs.File(name), recipe, task, start, DatasetSplits.Create(images, 0.3), folder.Path);
        }
    }

    /// <summary>Whatever is left of an epoch, or a single image whose last map is a single place, makes numbers.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(100, false)]
    public async Task Batches_of_any_size_are_learned_from(int batchSize, bool keepsStatistics)
    {
        using var folder = new TempFolder();
        var recipe = SmallDetection.Recipe with
        {
            Network = new() { Pretrained = keepsStatistics, KeepsStatistics = keepsStatistics, Model = "ssdlite_mobilenet_v2_0.15_64" },
            Data = new() { BatchSize = batchSize, EpochImages = batchSize == 1 ? 6 : 0 },
            Phases = [new() { Epochs = 1 }],
        };
        using var classifier = SmallDetection.Classifier();
        using var start = keepsStatistics ? StartingModel.Pretrained(classifier, recipe, SmallDetection.Task) : StartingModel.FromScratch(recipe, SmallDetection.Task);
        Assert.Contains(start.Graph.Nodes, node => node.Op is BatchNorm && node.Shape.Size.Area == 1);
        var run = TrainingRun.Create(folder.File("run"), recipe, SmallDetection.Task, start, SmallDetection.Splits, "drawn rectangles");
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(result.History[0].TrainingLoss));
        using var model = ModelFile.Load(Path.Combine(run.Folder, "checkpoints", "best.safetensors"));
        Assert.All(model.Weights.Where(entry => !entry.Key.EndsWith("tracked", StringComparison.Ordinal)), entry => Assert.All(entry.Value.ToFloats(), value => Assert.True(float.IsFinite(value), entry.Key)));
        var statistics = model.Weights["stem.bn.running_mean"].Bytes.Span.SequenceEqual(start.Weights["stem.bn.running_mean"].Bytes.Span);
        Assert.Equal(keepsStatistics, statistics);
    }

    [Theory]
    [InlineData("ssdlite_mobilenet_v1_0.25_64")]
    [InlineData("ssd_mobilenet_v1_0.25_64")]
    [InlineData("ssd_mobilenet_v2_0.15_64")]
    public async Task Every_backbone_and_head_learns_from_random_weights(string network)
    {
        using var folder = new TempFolder();
        var recipe = SmallDetection.Recipe with { Network = SmallDetection.Recipe.Network with { Model = network }, Phases = [new() { Epochs = 12 }] };
        var run = SmallDetection.Create(folder, "run", recipe);
        var result = await run.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(result.History[^1].TrainingLoss, 0, 0.9 * result.History[0].TrainingLoss);
    }

    [Fact]
    public async Task A_phase_ends_where_AP_no_longer_rises()
    {
        using var folder = new TempFolder();
        var recipe = SmallDetection.Recipe with
        {
            Optimizer = SmallDetection.Recipe.Optimizer with { LearningRate = 1e-12 },
            Phases = [new() { Epochs = 9 }],
            EarlyStopping = new() { Metric = "ap", Patience = 2 },
        };
        var notes = new List<string>();
        var result = await SmallDetection.Create(folder, "run", recipe).RunAsync(
            OneThread, new Listener(progress => notes.Add(progress.Note ?? "")), TestContext.Current.CancellationToken);
        Assert.InRange(result.History.Length, 3, 8);
        Assert.Contains(notes, note => note.Contains("2 of them without a higher AP", StringComparison.Ordinal));
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
    public void What_cannot_be_learned_or_measured_is_refused_before_a_folder_is_made()
    {
        using var folder = new TempFolder();
        using var start = StartingModel.FromScratch(SmallDetection.Recipe, SmallDetection.Task);
        Assert.Contains("none of the 2 images to validate on has an object marked", Refused(SmallDetection.Splits with { Validation = new Plain() }));
        Assert.Contains("no image has an object marked", Refused(SmallDetection.Splits with { Train = new Plain() }));
        Assert.Contains(
            "the images to train on have objects of red only, those to validate on of blue only",
            Refused(new(new Plain(new AnnotatedBox(new(0, 0, 8, 8), 0)), new Plain(new AnnotatedBox(new(0, 0, 8, 8), 1)))));
        Assert.False(Directory.Exists(folder.File("run")));

        string Refused(DatasetSplits<AnnotatedBoxes> splits) =>
            Assert.Throws<DatasetException>(() => TrainingRun.Create(folder.File("run"), SmallDetection.Recipe, SmallDetection.Task, start, splits, "drawn")).Message;
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

    /// <summary>A class that is only to be learned in one split and only to be measured in the other; a single image; a folder without a box.</summary>
    [Fact]
    public void What_cannot_be_split_is_refused()
    {
        Assert.Contains("no image has an object marked", Assert.Throws<DatasetException>(() => DatasetSplits.Create(new Plain())).Message);
        Assert.Contains("a single image", Assert.Throws<DatasetException>(() => DatasetSplits.Create(new Rectangles(1))).Message);
        var validated = new Plain(new AnnotatedBox(new(0, 0, 8, 8), 0)) { Marked = 1, Splits = [Split.Train, Split.Validation] };
        Assert.Contains("none of the 1 images to train on has an object marked", Assert.Throws<DatasetException>(() => DatasetSplits.Create(validated)).Message);
    }

    /// <summary>Two plain images; both have the boxes, or only the one that is marked.</summary>
    sealed class Plain(params AnnotatedBox[] boxes) : DetectionDataset(["red", "blue"])
    {
        public override int Count => 2;

        public int? Marked { get; init; }

        public Split[] Splits { get; init; } = [];

        public override string NameOf(int index) => $"plain{index}.png";

        public override AnnotatedBoxes TargetOf(int index) => (Marked ?? index) == index ? new([.. boxes]) : AnnotatedBoxes.None;

        public override Split? SplitOf(int index) => Splits.Length == 0 ? null : Splits[index];

        public override Imaging.RgbImage Load(int index) => new(8, 8);
    }
}
