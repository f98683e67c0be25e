using System.Collections.Immutable;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Tests;

/// <summary>Runs that take a moment: a narrow network on 40 generated images of 32², one of the cheapest sizes.</summary>
static class SmallRun
{
    public static ShapesDataset Images { get; } = new(40, size: 32);

    public static DatasetSplits<int> Splits { get; } = DatasetSplits.Create(Images, validationFraction: 0.25);

    public static ClassificationTask Task { get; } = new(Images.ClassNames);

    public static Recipe Recipe { get; } = new()
    {
        Name = "small",
        Network = new() { Pretrained = false, Model = "mobilenet_v2_0.1_32", CropFraction = 1 },
        Data = new() { BatchSize = 8, Augmentation = new(new RandomResizedCrop(MinimumArea: 0.5)) },
        Optimizer = new() { LearningRate = 0.05 },
        Phases = [new() { Name = "all", Epochs = 4 }],
    };

    public static ImmutableArray<TrainingPhase> HeadThenAll { get; } =
        [new() { Name = "head", Epochs = 4, TrainedLayers = 1 }, new() { Name = "late", Epochs = 1, TrainedLayers = 10 }, new() { Name = "all", Epochs = 1 }];

    public static TrainingRun<int, ClassificationResult> Create(TempFolder folder, Recipe recipe, string name = "run", DatasetSplits<int>? splits = null)
    {
        using var start = StartingModel.FromScratch(recipe, Task);
        return TrainingRun.Create(folder.File(name), recipe, Task, start, splits ?? Splits, folder.File("images/")); // as completion leaves it
    }

    public static void AssertSameWeights(TrainingRun<int, ClassificationResult> expected, TrainingRun<int, ClassificationResult> actual)
    {
        using var one = ModelFile.Load(expected.ModelPath);
        using var other = ModelFile.Load(actual.ModelPath);
        foreach (var (weight, tensor) in one.Weights)
            Assert.True(tensor.Bytes.Span.SequenceEqual(other.Weights[weight].Bytes.Span), weight);
    }
}

/// <summary>Runs to the end, and figures by their names.</summary>
static class RunExtensions
{
    public static TrainingResult<ClassificationResult> Execute(
        this TrainingRun<int, ClassificationResult> run, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        run.RunAsync(options, progress, cancellationToken).GetAwaiter().GetResult();

    extension(EpochResult epoch)
    {
        public double ValidationLoss => epoch.Metrics[ClassificationMetrics.ValidationLoss.Name];

        public double Top1 => epoch.Metrics[ClassificationMetrics.Top1.Name];
    }
}

/// <summary>Images some of which cannot be read.</summary>
sealed class BrokenDataset(Dataset<int> whole, Predicate<int> isBroken) : ClassificationDataset(whole.Strata)
{
    public override int Count => whole.Count;

    public override int LabelOf(int index) => whole.TargetOf(index);

    public override string NameOf(int index) => whole.NameOf(index);

    public override RgbImage Load(int index) =>
        isBroken(index) ? throw new ImageFormatException($"{NameOf(index)}: cut off") : whole.Load(index);
}

/// <summary>Counts the images that are asked for at a fraction of their size.</summary>
sealed class ReducedLoads(Dataset<int> whole) : ClassificationDataset(whole.Strata)
{
    int reduced;

    public int Reduced => reduced;

    public override int Count => whole.Count;

    public override int LabelOf(int index) => whole.TargetOf(index);

    public override string NameOf(int index) => whole.NameOf(index);

    public override RgbImage Load(int index) => whole.Load(index);

    public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale)
    {
        if (scale(4000, 3000) < 1) Interlocked.Increment(ref reduced);
        return base.LoadReduced(index, scale);
    }
}

/// <summary>Calls back at once, unlike <see cref="Progress{T}"/>.</summary>
sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
