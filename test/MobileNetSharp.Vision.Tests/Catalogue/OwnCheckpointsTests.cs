namespace MobileNetSharp.Vision.Tests.Catalogue;

/// <summary>A team's own <c>catalogue.json</c>.</summary>
public sealed class OwnCheckpointsTests : CatalogueTest
{
    const string Flowers = """{ "name": "acme/flowers", "description": "12 flowers", "address": "https://models.acme.example/f.safetensors", "fileName": "f.safetensors", "licence": "proprietary", "labels": ["rose", "lily"] }""";

    ModelCatalogue With(string json)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "catalogue.json"), json);
        return new ModelCatalogue(new CatalogueOptions { Entries = [Entry()], Folder = Folder });
    }

    [Fact]
    public void Its_entries_come_first_and_the_first_is_the_default()
    {
        var catalogue = With($"[{Flowers}, // ours\n]");
        Assert.Equal(["acme/flowers", "test/model"], catalogue.Entries.Select(entry => entry.Name));
        Assert.Equal(["rose", "lily"], catalogue.Default.ReadOptions.Labels!.Value.AsEnumerable());
        Assert.Equal(Path.Combine(Folder, "acme", "f.safetensors"), catalogue.LocalPath(catalogue.Default));
    }

    [Fact]
    public async Task A_loaded_checkpoint_knows_what_its_entry_says_unless_the_caller_says_otherwise()
    {
        var catalogue = With($"[{Flowers}]");
        var graph = Models.MobileNetV2.Build(new Models.MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        Directory.CreateDirectory(Path.Combine(Folder, "acme"));
        using (var model = new Model(graph, TestKit.SpreadWeights.For(graph, seed: 1), Cards.ModelCard.Empty))
            Formats.ModelFile.Save(model, catalogue.LocalPath(catalogue.Default));
        foreach (var name in new[] { null, "ACME/flowers" })
        {
            using var loaded = await catalogue.LoadAsync(name, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(["rose", "lily"], loaded.Card.Labels);
        }

        using var renamed = await catalogue.LoadAsync("acme/flowers", new Formats.ReadOptions { Labels = ["a", "b"] }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], renamed.Card.Labels);
        var error = await Assert.ThrowsAsync<CatalogueException>(() => catalogue.LoadAsync("acme/flower", cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("acme/flowers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_a_published_name_takes_its_place() =>
        Assert.Equal("12 flowers", Assert.Single(With($"[{Flowers.Replace("acme/flowers", "test/model", StringComparison.Ordinal)}]").Entries).Description);

    [Theory]
    [InlineData("acme/flowers", "flowers", "must be SOURCE/MODEL")]
    [InlineData("acme/flowers", "../flowers", "must be SOURCE/MODEL")]
    [InlineData("acme/flowers", "local/flowers", "other than local")]
    [InlineData("\"f.safetensors\"", "\"../../f.safetensors\"", "must be a plain file name")]
    [InlineData("https://models.acme.example/", "file:///etc/", "must begin with http:// or https://")]
    [InlineData("\"licence\"", "\"license\"", "licence")]
    [InlineData(Flowers, "null", "an entry is null")]
    [InlineData($"[{Flowers}]", "{}", "not a list of checkpoints")]
    [InlineData($"[{Flowers}]", "", "not a list of checkpoints")]
    public void A_file_that_does_not_hold_is_named_with_what_is_wrong(string right, string wrong, string message)
    {
        var catalogue = With($"[{Flowers}]".Replace(right, wrong, StringComparison.Ordinal));
        var error = Assert.Throws<CatalogueException>(() => catalogue.Entries);
        Assert.StartsWith(Path.Combine(Folder, "catalogue.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
