using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MobileNetSharp.Cli.Json;

/// <summary>The JSON documents that the command prints, compiled ahead of time.</summary>
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(ClassifyDocument))]
[JsonSerializable(typeof(ConvertDocument))]
[JsonSerializable(typeof(DataCheckBoxesDocument))]
[JsonSerializable(typeof(DataCheckDocument))]
[JsonSerializable(typeof(DataConvertDocument))]
[JsonSerializable(typeof(DataDrawDocument))]
[JsonSerializable(typeof(DemoDetectDocument))]
[JsonSerializable(typeof(DemoDocument))]
[JsonSerializable(typeof(DetectDocument))]
[JsonSerializable(typeof(EvalClassifyDocument))]
[JsonSerializable(typeof(EvalDetectDocument))]
[JsonSerializable(typeof(InfoComparisonDocument))]
[JsonSerializable(typeof(InfoDocument))]
[JsonSerializable(typeof(KeptModelDocument))]
[JsonSerializable(typeof(ModelsDocument))]
[JsonSerializable(typeof(TrainDetectDocument))]
[JsonSerializable(typeof(TrainDocument))]
sealed partial class CliJson : JsonSerializerContext
{
    static readonly CliJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        // A broken network's probabilities are no numbers; the document says so.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // Labels and paths stay readable; the document is not meant for HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Prints one document on stdout.</summary>
    public static void Print<T>(T document) =>
        Console.Out.Write($"{JsonSerializer.Serialize(document, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T))!)}{Environment.NewLine}");
}
