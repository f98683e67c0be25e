using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Vision.Tests.Catalog;

/// <summary>Changes the process's environment, so nothing runs beside it.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection(typeof(EnvironmentCollection))]
public sealed class EnvironmentTests : CatalogTest
{
    [Fact]
    public async Task The_variables_set_the_model_folder_and_the_server()
    {
        await using var server = new LoopbackServer(request => Answer.File(Model, request));
        using var home = new Variable("MOBILENETSHARP_HOME", Folder);
        using var mirror = new Variable("MOBILENETSHARP_MIRROR", $"{server.Address}base/");
        var catalog = new ModelCatalog(new CatalogOptions { Entries = [Entry()], Verify = (_, _) => { } });

        var path = await catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(Folder, "test", "model.onnx"), path);
        Assert.Equal("/base/checkpoints/model.onnx", Assert.Single(server.Requests).Path);
    }

    /// <summary>A file that does not explain itself, explained by its entry.</summary>
    [Fact]
    public async Task The_default_classifier_is_read_as_the_catalog_says()
    {
        using var home = new Variable("MOBILENETSHARP_HOME", Folder);
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        using var model = new Model(graph, SpreadWeights.For(graph, seed: 1), ModelCard.Empty);
        Directory.CreateDirectory(Path.Combine(Folder, "acme"));
        ModelFile.Save(model, Path.Combine(Folder, "acme", "f.safetensors"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "catalog.json"), """
            [{ "name": "acme/f", "description": "flowers", "address": "https://models.example/f", "fileName": "f.safetensors", "license": "MIT",
               "labels": ["rose", "lily"], "preprocessing": { "mean": [0, 0, 0], "deviation": [255, 255, 255] } }]
            """, TestContext.Current.CancellationToken);

        using var classifier = await ImageClassifier.LoadDefaultAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["rose", "lily"], classifier.Labels.AsEnumerable());
        Assert.Equal([255, 255, 255], classifier.Card.Preprocessing!.Deviation.AsEnumerable());
    }

    [Fact]
    public async Task A_mirror_that_is_no_address_is_named()
    {
        using var mirror = new Variable("MOBILENETSHARP_MIRROR", "my server");
        var catalog = new ModelCatalog(new CatalogOptions { Entries = [Entry()], Folder = Folder });

        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.PullAsync(catalog.Default, cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("MOBILENETSHARP_MIRROR is 'my server', expected", error.Message, StringComparison.Ordinal);
    }

    sealed class Variable : IDisposable
    {
        readonly string name;
        readonly string? before;

        public Variable(string name, string value)
        {
            (this.name, before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(name, before);
    }
}
