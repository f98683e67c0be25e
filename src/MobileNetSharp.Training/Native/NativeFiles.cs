namespace MobileNetSharp.Training.Native;

/// <summary>Where native libraries are: those of packages, and libtorch's in a folder where one is in use.</summary>
static class NativeFiles
{
    /// <summary>TorchSharp's own library, which comes with its package.</summary>
    public const string TorchSharp = "LibTorchSharp";

    /// <summary>What a library's file is called on this system.</summary>
    public static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>The absolute path of a library by its name, such as <c>torch_cpu</c>; null where there is none.</summary>
    public static string? Find(string name) => Folders(name)
        .Select(folder => Path.Combine(folder, FileName(name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether there is such a library.</summary>
    public static bool Has(string name) => Find(name) is not null;

    // The host's list holds the folders of packages and of runtimes/{rid}/native; a published program has all beside itself.
    static IEnumerable<string> Folders(string name) => LibtorchFolder.Current is { } libtorch && name != TorchSharp
        ? [libtorch]
        : // in the order in which .NET looks through them
        [
            .. (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory,
        ];
}
