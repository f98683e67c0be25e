using System.Text.Json;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>What a run was begun with, for resuming it.</summary>
/// <param name="Data">The data set's folder or file, absolute; or what the images are, where they are not files.</param>
/// <param name="Network">The network's name.</param>
sealed record RunRecord(string Data, string Network)
{
    public void Save(string path) => RunFiles.Write(path, JsonSerializer.Serialize(this, TrainingJsonContext.Default.RunRecord));

    /// <summary>Reads the file. Throws a <see cref="TrainingException"/> where it is not such a record.</summary>
    public static RunRecord Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), TrainingJsonContext.Default.RunRecord) ?? throw new JsonException("it is null.");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path}: this is not the record of a run: {e.Message}", e) { Failure = TrainingFailure.NoRun };
        }
    }
}
