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
