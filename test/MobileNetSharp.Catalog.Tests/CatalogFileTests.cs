namespace MobileNetSharp.Catalog.Tests;

/// <summary>A team's own <c>catalog.json</c>.</summary>
public sealed class CatalogFileTests : CatalogTest
{
    const string Flowers = """{ "name": "acme/flowers", "description": "12 flowers", "address": "https://models.acme.example/f.safetensors", "fileName": "f.safetensors", "license": "proprietary", "labels": ["rose", "lily"] }""";

    ModelCatalog With(string json, string fileName = "catalog.json")
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, fileName), json);
        return new ModelCatalog(new CatalogOptions { Entries = [Entry()], Folder = Folder });
    }

    [Fact]
    public void Its_entries_come_first_and_the_first_is_the_default()
    {
        var catalog = With($"[{Flowers}, // ours\n]");
        Assert.Equal(["acme/flowers", "test/model"], catalog.Entries.Select(entry => entry.Name));
        Assert.Equal(["rose", "lily"], catalog.Default.ReadOptions.Labels!.Value.AsEnumerable());
        Assert.Equal(Path.Combine(Folder, "acme", "f.safetensors"), catalog.LocalPath(catalog.Default));
    }

    [Fact]
    public async Task A_loaded_checkpoint_knows_what_its_entry_says_unless_the_caller_says_otherwise()
    {
        var catalog = With($"[{Flowers}]");
        var graph = Models.MobileNetV2.Build(new Models.MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        Directory.CreateDirectory(Path.Combine(Folder, "acme"));
        using (var model = new Model(graph, TestKit.SpreadWeights.For(graph, seed: 1), Cards.ModelCard.Empty))
            Formats.ModelFile.Save(model, catalog.LocalPath(catalog.Default));
        foreach (var name in new[] { null, "ACME/flowers" })
        {
            using var loaded = await catalog.LoadAsync(name, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(["rose", "lily"], loaded.Card.Labels);
        }

        using var renamed = await catalog.LoadAsync("acme/flowers", new Formats.ReadOptions { Labels = ["a", "b"] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], renamed.Card.Labels);
        var error = await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync("acme/flower", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("acme/flowers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_a_published_name_takes_its_place() =>
        Assert.Equal("12 flowers", Assert.Single(With($"[{Flowers.Replace("acme/flowers", "test/model", StringComparison.Ordinal)}]").Entries).Description);

    /// <summary>As version 0.1 named them.</summary>
    [Fact]
    public void The_former_names_of_the_file_and_of_its_license_are_read()
    {
        var former = $"[{Flowers.Replace("license", "licence", StringComparison.Ordinal)}]";
        Assert.Equal("proprietary", With(former, "catalogue.json").Default.License);
        Assert.Equal("proprietary", With(former).Default.License);
    }

    [Fact]
    public void The_new_file_name_goes_before_the_former()
    {
        With($"[{Flowers.Replace("flowers", "old", StringComparison.Ordinal)}]", "catalogue.json");
        Assert.Equal("acme/flowers", With($"[{Flowers}]").Default.Name);
    }

    [Theory]
    [InlineData("acme/flowers", "flowers", "must be SOURCE/MODEL")]
    [InlineData("acme/flowers", "../flowers", "must be SOURCE/MODEL")]
    [InlineData("acme/flowers", "local/flowers", "other than local")]
    [InlineData("\"f.safetensors\"", "\"../../f.safetensors\"", "must be a plain file name")]
    [InlineData("https://models.acme.example/", "file:///etc/", "must begin with http:// or https://")]
    [InlineData("\"license\"", "\"lisense\"", "license")]
    [InlineData("\"license\"", "\"description\"", "description")]
    [InlineData($"[{Flowers}]", "null", "not a list of checkpoints")]
    [InlineData(Flowers, "null", "an entry is null")]
    [InlineData("\"rose\"", "null", "a label is null")]
    [InlineData("\"rose\"", "\"\\ud800\"", "not a list of checkpoints")]
    [InlineData("\"license\"", "\"\\ud800\"", "not a list of checkpoints")]
    [InlineData("\"license\"", "\"sizeBytes\": 1e99, \"license\"", "$[0].sizeBytes")]
    [InlineData("\"license\"", "\"inputSize\": 99999999999, \"license\"", "$[0].inputSize")]
    [InlineData("\"license\"", "\"sha256\": \"\", \"license\"", "the first 8 or more of them, is ''")]
    [InlineData("\"license\"", "\"sha256\": \"12345678…\", \"license\"", "sha256 must be 64 hex digits")]
    [InlineData("\"license\"", "\"sizeBytes\": -1, \"license\"", "sizeBytes must be at least 0, is -1")]
    [InlineData($"[{Flowers}]", "{}", "not a list of checkpoints")]
    [InlineData($"[{Flowers}]", "", "empty: 0 bytes")]
    public void An_invalid_file_is_named_with_what_is_wrong(string right, string wrong, string message)
    {
        var catalog = With($"[{Flowers}]".Replace(right, wrong, StringComparison.Ordinal));
        var error = Assert.Throws<CatalogException>(() => catalog.Entries);
        Assert.Equal((CatalogFault.CatalogFile, Path.Combine(Folder, "catalog.json")), (error.Fault, error.Path));
        Assert.StartsWith(Path.Combine(Folder, "catalog.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_invalid()
    {
        var catalog = With("");
        File.WriteAllBytes(Path.Combine(Folder, "catalog.json"), System.Text.Encoding.Latin1.GetBytes($"[{Flowers.Replace("license", "licens\u00e9", StringComparison.Ordinal)}]"));
        Assert.Contains("not a list of checkpoints", Assert.Throws<CatalogException>(() => catalog.Entries).Message, StringComparison.Ordinal);
    }
}
