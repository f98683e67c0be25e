using MobileNetSharp.Files;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>Where everything lies in a run folder, and how it is written: whole or not at all.</summary>
sealed class RunFiles(string folder)
{
    /// <summary>How a file that another process holds is reported on Windows, Linux and macOS.</summary>
    const int SharingViolation = unchecked((int)0x80070020), EWouldBlock = 11, EWouldBlockOfMacOS = 35;

    public string Folder { get; } = Path.GetFullPath(folder);

    public string Recipe => Path.Combine(Folder, "recipe.json");

    public string Split => Path.Combine(Folder, "split.json");

    public string Record => Path.Combine(Folder, "run.json");

    public string Metrics => Path.Combine(Folder, "metrics.csv");

    public string Features => Path.Combine(Folder, "features.safetensors");

    public string Report => Path.Combine(Folder, "report.html");

    public string Plots => Path.Combine(Folder, "plots.pdf");

    public string Model => Path.Combine(Folder, "model.safetensors");

    public string TensorBoard => Path.Combine(Folder, "tensorboard");

    public string Last => Path.Combine(Folder, "checkpoints", "last.safetensors");

    public string Best => Path.Combine(Folder, "checkpoints", "best.safetensors");

    /// <summary>Makes the folders and keeps others out, as <see cref="Lock"/> does. Throws a <see cref="TrainingException"/> where a run already exists.</summary>
    public IDisposable Create(string dataPath)
    {
        if (WithSeparator(Folder).StartsWith(WithSeparator(Path.GetFullPath(dataPath)), StringComparison.Ordinal))
            throw new TrainingException($"{Folder}: lies among the images in {dataPath} and would be read as part of them.") { Failure = TrainingFailure.Folder, Folder = Folder };
        try
        {
            Directory.CreateDirectory(Path.Combine(Folder, "checkpoints"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{Folder}: a run's folder cannot be made here: {FileErrors.Reason(e)}.", e) { Failure = TrainingFailure.Folder, Folder = Folder };
        }

        var alone = Lock();
        if (File.Exists(Last))
        {
            alone.Dispose();
            throw new TrainingException($"{Folder}: there is a run here already.") { Failure = TrainingFailure.RunExists, Folder = Folder };
        }

        File.Delete(Features); // another run's, of which somebody deleted the checkpoints only
        return alone;
    }

    /// <summary>
    /// Keeps every other run out of the folder until it is disposed of, or the process ends, by whatever; what a killed one
    /// was writing is deleted. Throws a <see cref="TrainingException"/> where another is at work in it.
    /// </summary>
    public IDisposable Lock()
    {
        var path = Path.Combine(Folder, ".lock");
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var partial in Directory.EnumerateFiles(Folder, AtomicFile.PartialPattern, SearchOption.AllDirectories))
                File.Delete(partial);
            return held;
        }
        catch (IOException e) when (e.HResult is SharingViolation or EWouldBlock or EWouldBlockOfMacOS)
        {
            throw new TrainingException($"{Folder}: another run is at work in this folder; let it end, or stop it first.", e) { Failure = TrainingFailure.RunInUse, Folder = Folder };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Writes a file of the run. Throws a <see cref="TrainingException"/> where the disk is full or access is denied.</summary>
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
        new($"{path}: cannot be written: {FileErrors.Reason(e.InnerException ?? e)}. What was saved before is whole; {(FileErrors.IsDiskFull(e) ? "make room, then" : "once it can be,")} resume the run.", e) { Failure = TrainingFailure.CannotWrite };

    static string WithSeparator(string folder) => $"{Path.TrimEndingDirectorySeparator(folder)}{Path.DirectorySeparatorChar}";
}
