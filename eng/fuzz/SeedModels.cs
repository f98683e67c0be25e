using MobileNetSharp.Cards;
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
        foreach (var (model, options) in All.Select(model => (model, new ExportOptions())).Append((Detector(), new() { Detections = DetectionOutputs.Suppressed })))
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

    static Model Detector()
    {
        var g = new GraphBuilder("detector");
        var x = g.Input("input", new Shape(1, 4, 4, 3));
        g.Output("boxes", g.Conv2d("boxes.conv", x, 4, kernel: 1));
        g.Output("classes", g.Conv2d("classes.conv", x, 3, kernel: 1));
        var graph = g.Build();
        return new(graph, SpreadWeights.For(graph, 1), new()
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("boxes", OutputKind.Boxes).Add("classes", OutputKind.Logits),
            Labels = ["cat", "dog"],
            Preprocessing = Preprocessing.Raw,
            BoxDecoding = new SsdDecoding { Anchors = new() { Maps = [new(4, 4, [new(0.3, 1)])] } },
        });
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
