using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Small models that together have every operation, and a card.</summary>
static class SeedModels
{
    public static IReadOnlyList<Model> All { get; } = [Network(Dialect.TensorFlow), Network(Dialect.PyTorch), .. EveryOp.Samples.Values.Select(graph => new Model(graph, SpreadWeights.For(graph, 1), ModelCard.Empty))];

    /// <summary>Those that a format can hold, written in it; none for a format that is only read.</summary>
    public static IEnumerable<byte[]> In(ModelFormat format)
    {
        var detectors = Detectors().ToList();
        foreach (var (model, options) in All.Concat(detectors).Select(model => (model, new ExportOptions())).Concat(detectors.Select(model => (model, new ExportOptions { Detections = DetectionOutputs.Suppressed }))))
        {
            using var stream = new MemoryStream();
            try
            {
                ModelFile.Save(model, stream, format, options);
            }
            catch (NotSupportedException)
            {
                continue;
            }

            yield return stream.ToArray();
            if (format == ModelFormat.TfLite && (model == All[0] || options.Detections == DetectionOutputs.Suppressed))
                yield return SeedFiles.WithoutChecksums(SeedFiles.WithoutOurCard(stream.ToArray()));
        }
    }

    /// <summary>One of TensorFlow's, one of torchvision's with two maps and the best class of a box alone, and a YOLOv2.</summary>
    static IEnumerable<Model> Detectors()
    {
        yield return Ssd([4], new SsdDecoding { Anchors = new() { Maps = [new(4, 4, [new(0.3, 1)])] } });
        yield return Ssd([4, 2], new SsdDecoding
        {
            Anchors = new() { Maps = [new(4, 4, [new(0.3, 1)]), new(2, 2, [new(0.6, 2)])] },
            Coder = new() { Order = BoxCodeOrder.XYWidthHeight, MaximumLogarithm = 4 },
            ScoreFunction = ScoreFunction.Softmax,
            Suppression = new() { Kind = SuppressionKind.BestClass, MaximumClassesPerBox = 2, ScoreThreshold = 0.2 },
        });
        var yolo = YoloV2.Build(new() { Resolution = 32, Classes = 2, Stages = [[4], [4], [4], [4], [4], [4]], PassthroughChannels = 2 });
        yield return new(yolo, SpreadWeights.For(yolo, 1), YoloV2.CardOf(yolo));
    }

    static Model Ssd(int[] sides, SsdDecoding decoding)
    {
        var g = new GraphBuilder("detector");
        var x = g.Input("input", new Shape(1, 4, 4, 3));
        var card = new ModelCard { Task = ModelTask.Detection, Labels = ["cat", "dog"], Preprocessing = Preprocessing.Raw, BoxDecoding = decoding };
        foreach (var side in sides)
        {
            var (boxes, classes) = ($"boxes{side}", $"classes{side}");
            g.Output(boxes, g.Conv2d($"{boxes}.conv", x, 4, kernel: 1, stride: 4 / side));
            g.Output(classes, g.Conv2d($"{classes}.conv", x, 3, kernel: 1, stride: 4 / side));
            card = card with { Outputs = card.Outputs.Add(boxes, OutputKind.Boxes).Add(classes, OutputKind.Logits) };
        }

        var graph = g.Build();
        return new(graph, SpreadWeights.For(graph, 1), card);
    }

    static Model Network(Dialect dialect)
    {
        var graph = MobileNetV2.Build(new()
        {
            Dialect = dialect,
            WidthMultiplier = 0.25,
            Resolution = 32,
            Classes = 3,
            HeadChannels = 16,
            Stages = [new(1, 16, 1, 1), new(6, 24, 2, 2)],
        });
        return new(graph, SpreadWeights.For(graph, 1), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["apple", "Birne", "蘋果"],
            Preprocessing = Preprocessing.TorchVision(232),
            Provenance = new() { Source = "eng/fuzz", License = "MIT" },
            ScoreCalibration = new() { Transformation = ScoreTransformation.Log, DefaultScore = 0.1f, Classes = [new(1, 2, 0.5f, 0.1f), null, new(0.9f, -1, 0, null)] },
            ScoreThreshold = 0.25f,
        });
    }
}
