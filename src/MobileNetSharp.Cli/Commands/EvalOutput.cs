namespace MobileNetSharp.Cli.Commands;

/// <summary>The files that an evaluation writes at its end.</summary>
static class EvalOutput
{
    /// <summary>Throws before the work where it could not be written after it.</summary>
    public static void CheckFolder(string? path)
    {
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new UserException($"{path}: cannot be written: no such folder.");
    }
}
