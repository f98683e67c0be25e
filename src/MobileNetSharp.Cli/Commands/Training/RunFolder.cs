namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The default folders of runs.</summary>
static class RunFolder
{
    /// <summary><c>runs/NAME</c>, or the first of <c>runs/NAME-2</c>, … that does not exist yet.</summary>
    public static string Free(string name)
    {
        for (var number = 1; ; number++)
        {
            var folder = Path.Combine("runs", number == 1 ? name : $"{name}-{number}");
            if (!Directory.Exists(folder))
                return folder;
        }
    }

    /// <summary>The folder, quoted for a command line.</summary>
    public static string Quoted(string folder) => folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder;
}
