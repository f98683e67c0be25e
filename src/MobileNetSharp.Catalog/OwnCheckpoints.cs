using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Catalog;

/// <summary>
/// The file <c>catalog.json</c> in the model folder, by which a team publishes models of its own: an array of entries with
/// the properties of <see cref="CatalogEntry"/> in camelCase.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ImmutableArray<CatalogEntry>))]
sealed partial class OwnCheckpoints : JsonSerializerContext
{
    public const string FileName = "catalog.json";

    /// <summary>The file's entries, then the given ones whose names it does not take; only these where there is no file.</summary>
    public static ImmutableArray<CatalogEntry> Before(ImmutableArray<CatalogEntry> published, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return published;
        try
        {
            using var file = File.OpenRead(path);
            var own = JsonSerializer.Deserialize(file, Default.ImmutableArrayCatalogEntry);
            foreach (var entry in own)
                Check(entry);
            return [.. own, .. published.Where(entry => !own.Any(mine => mine.Name == entry.Name))];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CatalogException($"{path}: {(e is JsonException ? "not a list of checkpoints: " : "")}{e.Message}", e);
        }
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
