using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Catalog;

/// <summary>
/// The file <c>catalog.json</c> in the model folder, by which a team publishes its own models: an array of entries with the
/// properties of <see cref="CatalogEntry"/> in camelCase.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ImmutableArray<CatalogEntry>))]
sealed partial class CatalogFile : JsonSerializerContext
{
    const string FileName = "catalog.json";

    // Names of version 0.1, which 0.2 still reads.
    const string FormerFileName = "catalogue.json", FormerLicense = "licence";

    /// <summary>The entries of the file, then the published ones, unless an entry of the file has the same name.</summary>
    /// <exception cref="CatalogException">The file is invalid or cannot be read.</exception>
    public static ImmutableArray<CatalogEntry> AddTo(ImmutableArray<CatalogEntry> published, string folder)
    {
        if (new[] { FileName, FormerFileName }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } path)
            return published;
        try
        {
            var own = Read(path);
            foreach (var entry in own)
                Check(entry);
            return [.. own, .. published.Where(entry => !own.Any(mine => mine.Name == entry.Name))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // JSON text that is not UTF-8 is an InvalidOperationException.
            throw new CatalogException(CatalogFault.CatalogFile, $"{path}: {(e is JsonException or InvalidOperationException ? "not a list of checkpoints: " : "")}{e.Message}", e) { Path = path };
        }
    }

    static ImmutableArray<CatalogEntry> Read(string path)
    {
        using var file = File.OpenRead(path);
        var json = JsonNode.Parse(file, documentOptions: new JsonDocumentOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            AllowDuplicateProperties = false,
        });
        foreach (var entry in (json as JsonArray ?? []).OfType<JsonObject>())
        {
            if (!entry.ContainsKey("license") && entry.Remove(FormerLicense, out var license))
                entry.Add("license", license);
        }

        return JsonSerializer.Deserialize(json, Default.ImmutableArrayCatalogEntry);
    }

    /// <summary>Names become paths under the model folder, so they must stay there.</summary>
    static void Check(CatalogEntry? entry)
    {
        if (entry is null)
            throw new InvalidDataException("an entry is null");
        if (entry.Name.Split('/') is not [var source, var name] || !IsPlain(source) || !IsPlain(name) || source == "local")
            throw new InvalidDataException($"the name '{entry.Name}' must be SOURCE/MODEL, with a source other than local");
        if (!IsPlain(entry.FileName))
            throw new InvalidDataException($"{entry.Name}: fileName '{entry.FileName}' must be a plain file name");
        if (!entry.Address.IsAbsoluteUri || entry.Address.Scheme is not ("http" or "https"))
            throw new InvalidDataException($"{entry.Name}: address '{entry.Address}' must begin with http:// or https://");
    }

    static bool IsPlain(string name) =>
        name.Length > 0 && name[0] != '.' && name.AsSpan().IndexOfAny(['/', '\\', ':', .. Path.GetInvalidFileNameChars()]) < 0;
}
