using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Vision.Tests.Classification;

/// <summary>Changes the process's environment, so nothing runs beside it.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection(typeof(EnvironmentCollection))]
public class DefaultClassifierTests
{
    /// <summary>A file that does not explain itself, explained by its entry.</summary>
    [Fact]
    public async Task The_default_classifier_is_read_as_the_catalog_says()
    {
        using var temp = new TempFolder();
        var folder = temp.File("models of Jürgen");
        using var home = new EnvironmentVariable("MOBILENETSHARP_HOME", folder);
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        using var model = new Model(graph, SpreadWeights.For(graph, seed: 1), ModelCard.Empty);
        Directory.CreateDirectory(Path.Combine(folder, "acme"));
        ModelFile.Save(model, Path.Combine(folder, "acme", "f.safetensors"));
        await File.WriteAllTextAsync(Path.Combine(folder, "catalog.json"), """
            [{ "name": "acme/f", "description": "flowers", "address": "https://models.example/f", "fileName": "f.safetensors", "license": "MIT",
               "labels": ["rose", "lily"], "preprocessing": { "mean": [0, 0, 0], "deviation": [255, 255, 255] } }]
            """, TestContext.Current.CancellationToken);

        using var classifier = await ImageClassifier.LoadDefaultAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["rose", "lily"], classifier.Labels.AsEnumerable());
        Assert.Equal([255, 255, 255], classifier.Card.Preprocessing!.Deviation.AsEnumerable());
    }
}
