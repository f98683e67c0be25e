using System.Text.Json;
using MobileNetSharp.Datasets;

namespace MobileNetSharp.Training;

/// <summary>What a run was begun with, for the one who resumes it.</summary>
/// <param name="Data">The data set's folder or file, absolute; or what the images are, where they are no files.</param>
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
            throw new TrainingException($"{path}: this is not the record of a run: {e.Message}", e);
        }
    }

    /// <summary>The images, where they were. Throws a <see cref="TrainingException"/> where they are no longer, or were no files.</summary>
    public ImageDataset OpenData() => Path.Exists(Data) ? ImageDataset.Open(Data) : throw new TrainingException(Path.IsPathFullyQualified(Data)
        ? $"{Data}: the images of the run are no longer there; say where they are now (train classify DATA --resume RUN)."
        : $"The run is of {Data}, which are no files; what began it goes on with it (mobilenet demo --out RUN).");
}
