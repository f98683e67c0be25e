using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MobileNetSharp.Files;

namespace MobileNetSharp.Paper.Measurements;

/// <summary>Reads and writes the JSON files of measurements; those of this folder are built into the library.</summary>
[JsonSerializable(typeof(CpuTimes))]
[JsonSerializable(typeof(Figure6Results))]
[JsonSerializable(typeof(Figure7Results))]
[JsonSerializable(typeof(Table6Results))]
sealed partial class MeasurementFile : JsonSerializerContext
{
    /// <summary>The schemas of the files, which are written to be read by people too.</summary>
    public static MeasurementFile Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A file that is built into the library.</summary>
    public static T BuiltIn<T>(string name, JsonTypeInfo<T> type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, type)!;
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="MeasurementException">The file holds something else.</exception>
    public static T Load<T>(string path, JsonTypeInfo<T> type) => StrictJson.Read(
        BoundedFile.ReadText(path), text => JsonSerializer.Deserialize(text, type),
        (reason, e) => new MeasurementException(path, $"this is not a file of measurements: {reason}", e));

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static void Save<T>(string path, T measurements, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, measurements, type);
        stream.WriteByte((byte)'\n');
    });
}
