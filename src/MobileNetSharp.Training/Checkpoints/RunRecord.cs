using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Files;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>What a run was begun with, for resuming it.</summary>
/// <param name="Data">The data set's folder or file, absolute; or what the images are, where they are not files.</param>
/// <param name="Network">The network's name.</param>
sealed record RunRecord(string Data, string Network)
{
    /// <summary>How the data set's annotation files were read; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnnotationOptions? Annotations { get; init; }

    public void Save(string path) => RunFiles.Write(path, JsonSerializer.Serialize(this, TrainingJsonContext.Default.RunRecord));

    /// <summary>Reads the file. Throws a <see cref="TrainingException"/> where it is not such a record.</summary>
    public static RunRecord Load(string path) => StrictJson.Read(
        BoundedFile.ReadText(path), text => JsonSerializer.Deserialize(text, TrainingJsonContext.Default.RunRecord) is var record && record is { Annotations.FirstPixel: not (0 or 1) and not null }
            ? throw new JsonException("annotations.firstPixel is neither 0 nor 1.")
            : record,
        (reason, e) => new TrainingException($"{path}: this is not the record of a run: {reason}", e) { Failure = TrainingFailure.NoRun });
}
