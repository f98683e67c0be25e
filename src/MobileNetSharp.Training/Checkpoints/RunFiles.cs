using MobileNetSharp.Formats;

namespace MobileNetSharp.Training;

/// <summary>Where everything lies in a run folder, and how it is written: whole or not at all.</summary>
sealed class RunFiles(string folder)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    public string Recipe => Path.Combine(Folder, "recipe.json");

    public string Split => Path.Combine(Folder, "split.json");

    public string Record => Path.Combine(Folder, "run.json");

    public string Metrics => Path.Combine(Folder, "metrics.csv");

    public string Features => Path.Combine(Folder, "features.safetensors");

    public string Report => Path.Combine(Folder, "report.html");

    public string Model => Path.Combine(Folder, "model.safetensors");

    public string TensorBoard => Path.Combine(Folder, "tensorboard");

    public string Last => Path.Combine(Folder, "checkpoints", "last.safetensors");

    public string Best => Path.Combine(Folder, "checkpoints", "best.safetensors");

    /// <summary>Makes the folders. Throws a <see cref="TrainingException"/> where a run is there already.</summary>
    public void Create()
    {
        if (File.Exists(Last))
            throw new TrainingException($"{Folder}: there is a run here already; continue it with --resume, or choose another folder with --out.");
        Directory.CreateDirectory(Path.Combine(Folder, "checkpoints"));
    }

    /// <summary>Writes a file of the run. Throws a <see cref="TrainingException"/> where the disk is full or may not be written.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    public static void Write(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    public static TrainingException CannotWrite(string path, Exception e) =>
        new($"{path}: cannot be written: {e.Message.TrimEnd('.')}. What was saved before is whole; make room, then continue with --resume.", e);
}
