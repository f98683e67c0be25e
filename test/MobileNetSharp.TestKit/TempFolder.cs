namespace MobileNetSharp.TestKit;

/// <summary>A new empty folder (its name has a space and non-ASCII letters, as users' have) that is deleted when disposed.</summary>
public sealed class TempFolder(string prefix = "mobilenet tést ") : IDisposable
{
    /// <summary>The folder's absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>The absolute path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        UnreadableName.Delete(Path);
        Directory.Delete(Path, recursive: true);
    }
}
