namespace MobileNetSharp.Training.Native;

/// <summary>Where the host keeps the native libraries of packages.</summary>
static class NativeFiles
{
    /// <summary>The absolute path of a native library that came with a package, or null.</summary>
    public static string? Find(string fileName) => Folders
        .Select(folder => Path.Combine(folder, fileName))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether a native library came with a package, whatever such files are called on this system.</summary>
    public static bool Has(string name) => Find($"lib{name}.so") is not null || Find($"{name}.dll") is not null || Find($"lib{name}.dylib") is not null;

    // The host's list holds the folders of packages and of runtimes/{rid}/native; a published program has all beside itself.
    static IEnumerable<string> Folders =>
    [
        AppContext.BaseDirectory,
        .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];
}
