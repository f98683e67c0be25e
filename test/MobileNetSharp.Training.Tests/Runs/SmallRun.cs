using System.Collections.Immutable;
using MobileNetSharp.Datasets;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Training.Tests;

/// <summary>Runs that take a moment: a narrow network on 40 generated images of 32², one of the cheapest sizes.</summary>
static class SmallRun
{
    public static ShapesDataset Images { get; } = new(40, size: 32);

    public static DatasetSplits Splits { get; } = DatasetSplits.Of(Images, validationFraction: 0.25);

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

    public static TrainingRun Create(TempFolder folder, Recipe recipe, string name = "run", DatasetSplits? splits = null)
    {
        using var start = StartingModel.FromScratch(recipe, Splits.Train.ClassNames);
        return TrainingRun.Create(folder.File(name), recipe, start, splits ?? Splits, folder.File("images/")); // as completion leaves it
    }

    public static void AssertSameWeights(TrainingRun expected, TrainingRun actual)
    {
        using var one = ModelFile.Load(expected.ModelPath);
        using var other = ModelFile.Load(actual.ModelPath);
        foreach (var (weight, tensor) in one.Weights)
            Assert.True(tensor.Bytes.Span.SequenceEqual(other.Weights[weight].Bytes.Span), weight);
    }
}

/// <summary>Images some of which cannot be read.</summary>
sealed class BrokenDataset(ImageDataset whole, Predicate<int> isBroken) : ImageDataset(whole.ClassNames)
{
    public override int Count => whole.Count;

    public override int LabelOf(int index) => whole.LabelOf(index);

    public override string NameOf(int index) => whole.NameOf(index);

    public override RgbImage Load(int index) =>
        isBroken(index) ? throw new ImageFormatException($"{NameOf(index)}: cut off") : whole.Load(index);
}

/// <summary>Calls back at once, unlike <see cref="Progress{T}"/>.</summary>
sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
