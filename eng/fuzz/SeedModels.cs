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
        foreach (var model in All)
        {
            using var stream = new MemoryStream();
            try
            {
                ModelFile.Save(model, stream, format);
            }
            catch (NotSupportedException)
            {
                continue;
            }

            yield return stream.ToArray();
            if (format == ModelFormat.TfLite && model == All[0])
                yield return SeedFiles.WithoutChecksums(SeedFiles.WithoutOurCard(stream.ToArray()));
        }
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
