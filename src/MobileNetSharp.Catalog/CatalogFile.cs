using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MobileNetSharp.Files;

namespace MobileNetSharp.Catalog;

/// <summary>
/// The file <c>catalog.json</c> in the model folder, by which a team publishes its own models: an array of entries with the
/// properties of <see cref="CatalogEntry"/> in camelCase.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ImmutableArray<CatalogEntry>))]
sealed partial class CatalogFile : JsonSerializerContext
{
    const string FileName = "catalog.json";

    const int FewestSha256Digits = 8;

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
            var own = StrictJson.Read(
                BoundedFile.ReadText(path, encoding: new UTF8Encoding(false, throwOnInvalidBytes: true)), Read,
                (reason, e) => new InvalidDataException($"not a list of checkpoints: {reason}", e));
            foreach (var entry in own)
                Check(entry);
            return [.. own, .. published.Where(entry => !own.Any(mine => mine.Name == entry.Name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            var message = e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}";
            throw new CatalogException(CatalogFault.CatalogFile, message, e) { Path = path };
        }
        catch (DecoderFallbackException e)
        {
            throw new CatalogException(CatalogFault.CatalogFile, $"{path}: not a list of checkpoints: the file is not UTF-8", e) { Path = path };
        }
    }

    static ImmutableArray<CatalogEntry> Read(string text)
    {
        var json = JsonNode.Parse(text, documentOptions: StrictJson.Lenient) ?? throw new JsonException("it is null");
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
        if (entry.SizeBytes < 0)
            throw new InvalidDataException($"{entry.Name}: sizeBytes must be at least 0, is {entry.SizeBytes}");
        if (entry.Sha256 is { } sha256 && (sha256.Length is < FewestSha256Digits or > Catalog.CatalogEntry.Sha256Digits || !sha256.All(char.IsAsciiHexDigit)))
            throw new InvalidDataException($"{entry.Name}: sha256 must be {Catalog.CatalogEntry.Sha256Digits} hex digits, or the first {FewestSha256Digits} or more of them, is '{sha256}'");
        if (entry.Labels is { } labels && (labels.IsDefault || labels.Contains(null!)))
            throw new InvalidDataException($"{entry.Name}: a label is null");
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
