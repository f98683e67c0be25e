using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Numerics;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>One or two bright rectangles on a dark noisy background, red or blue. An image is a function of its number.</summary>
sealed class Rectangles(int count) : DetectionDataset(["red", "blue"])
{
    public const int Width = 80, Height = 64;

    public override int Count => count;

    public override string NameOf(int index) => $"{index}.png";

    public override AnnotatedBoxes TargetOf(int index)
    {
        var stream = new RandomStream(1, "rectangles", index);
        var boxes = ImmutableArray.CreateBuilder<AnnotatedBox>();
        for (var half = 0; half <= stream.NextInt(2); half++)
        {
            var (width, height) = (16 + stream.NextInt(20), 20 + stream.NextInt(30));
            var left = (half * Width / 2) + stream.NextInt((Width / 2) - width + 1);
            var top = stream.NextInt(Height - height + 1);
            boxes.Add(new(new Box(left, top, left + width, top + height), stream.NextInt(2)));
        }

        return new(boxes.ToImmutable());
    }

    public override RgbImage Load(int index)
    {
        var stream = new RandomStream(1, "noise", index);
        var image = new RgbImage(Width, Height);
        foreach (ref var level in image.WritablePixels)
            level = (byte)stream.NextInt(40);
        foreach (var (box, @class) in TargetOf(index).Boxes.Select(box => (box.Box, box.Class)))
        {
            for (var y = (int)box.Top; y < (int)box.Bottom; y++)
            {
                for (var x = (int)box.Left; x < (int)box.Right; x++)
                    image.Row(y)[(3 * x) + (2 * @class)] = 230;
            }
        }

        return image;
    }
}

/// <summary>Runs that take seconds: SSDLite on a narrow MobileNetV2, at 64².</summary>
static class SmallDetection
{
    public static Rectangles Images { get; } = new(44);

    public static DatasetSplits<AnnotatedBoxes> Splits { get; } = new(Images.Subset([.. Enumerable.Range(0, 32)]), Images.Subset([.. Enumerable.Range(32, 12)]));

    public static DetectionTask Task { get; } = new(["red", "blue"]);

    public static Recipe Recipe { get; } = new()
    {
        Name = "rectangles",
        Network = new() { Pretrained = false, Model = "ssdlite_mobilenet_v2_0.15_64", BatchNormMomentum = 0.3 },
        Detection = new(Prior: 0.05, Crop: new(MinimumArea: 0.5, WholeProbability: 0.5)),
        Data = new() { BatchSize = 8, Augmentation = new() },
        Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01 },
        Phases = [new() { Epochs = 3 }],
    };

    public static TrainingRun<AnnotatedBoxes, DetectionResult> Create(TempFolder folder, string name, Recipe? recipe = null)
    {
        using var start = StartingModel.FromScratch(recipe ?? Recipe, Task);
        return TrainingRun.Create(folder.File(name), recipe ?? Recipe, Task, start, Splits, "drawn rectangles");
    }

    public static void AssertSameWeights(string expectedPath, string actualPath)
    {
        using var expected = ModelFile.Load(expectedPath);
        using var actual = ModelFile.Load(actualPath);
        Assert.All(expected.Weights, entry => Assert.True(entry.Value.Bytes.Span.SequenceEqual(actual.Weights[entry.Key].Bytes.Span), entry.Key));
    }

    /// <summary>A narrow classifier with random weights.</summary>
    public static Model Classifier(bool v1 = false, int size = 64)
    {
        var graph = v1
            ? MobileNetV1.Build(new() { WidthMultiplier = 0.25, Resolution = size, Classes = 5 })
            : MobileNetV2.Build(new() { WidthMultiplier = 0.15, Resolution = size, Classes = 5 });
        return new Model(graph, Initializer.TorchVision(graph, 1), ModelCard.Empty with
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["a", "b", "c", "d", "e"],
            Preprocessing = Preprocessing.TorchVision(),
        });
    }

    /// <summary>All numbers that the engine yields for an image of noise.</summary>
    public static float[] Outputs(Model model)
    {
        using var engine = new Engine(model, new() { Threads = 1 });
        using var session = engine.CreateSession();
        var stream = new RandomStream(1, "noise");
        ReadOnlyMemory<float>[] inputs = [Enumerable.Range(0, (int)session.Inputs[0].Shape.Count).Select(_ => (float)stream.NextUniform(-100, 100)).ToArray()];
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run(inputs, [.. outputs.Select(output => new Memory<float>(output))]);
        return [.. outputs.SelectMany(output => output)];
    }
}
