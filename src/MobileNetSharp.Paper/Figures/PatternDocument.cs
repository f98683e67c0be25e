using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Files;

namespace MobileNetSharp.Paper;

/// <summary>What <c>figure7.json</c> keeps.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="ModelSha256">Its checksum.</param>
/// <param name="Images">How many images were shown.</param>
/// <param name="Source">Which images.</param>
/// <param name="Seed">Of the random weights.</param>
/// <param name="Date">When, UTC.</param>
/// <param name="Version">Of this library.</param>
/// <param name="Trained">The model's layers.</param>
/// <param name="Initial">The same with random weights.</param>
public sealed record PatternDocument(
    string Model, string ModelSha256, int Images, string Source, ulong Seed, string Date, string Version,
    List<LayerPattern> Trained, List<LayerPattern> Initial)
{
    /// <summary>Writes it as JSON.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to write it.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(PatternJson.Of(this))));
}

[JsonSerializable(typeof(PatternDocument))]
sealed partial class PatternJson : JsonSerializerContext
{
    static readonly PatternJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Of(PatternDocument document) => JsonSerializer.Serialize(document, Readable.PatternDocument) + "\n";

    public static PatternDocument Read(JsonDocument json) => json.Deserialize(Readable.PatternDocument)!;
}
