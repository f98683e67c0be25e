using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>Lists what can be seen below a folder, in ordinal order. Links are followed, but no folder is visited twice for one class.</summary>
sealed class FolderWalk(string root, Action<string, Exception>? unreadable)
{
    /// <summary>A name below the root, with <c>/</c>.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>The names of the folders directly in a folder below the root.</summary>
    public IReadOnlyList<string> Folders(string folder) => [.. Entries(Path.Combine(root, folder)).OfType<DirectoryInfo>().Select(entry => entry.Name)];

    /// <summary>The images in a folder below the root and in the folders inside it; none if there is no such folder.</summary>
    public IEnumerable<(string Name, string Path)> Images(string folder)
    {
        var path = Path.Combine(root, folder);
        return Directory.Exists(path) ? Images(new DirectoryInfo(path), folder, []) : [];
    }

    IEnumerable<(string Name, string Path)> Images(DirectoryInfo folder, string name, HashSet<string> visited)
    {
        var real = (folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder).FullName;
        if (!visited.Add(Path.TrimEndingDirectorySeparator(real)))
            yield break;
        // Below the real folder, so that a link that leads upwards comes to a name that was visited.
        foreach (var entry in Entries(real))
        {
            var entryName = Join(name, entry.Name);
            if (entry is DirectoryInfo inner)
            {
                foreach (var image in Images(inner, entryName, visited))
                    yield return image;
            }
            else if (ImageFiles.IsImage(entry.Name))
            {
                yield return (entryName, Path.Combine(root, entryName));
            }
        }
    }

    FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => !IsHidden(entry)).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (unreadable is not null && e is UnauthorizedAccessException or IOException)
        {
            unreadable(folder, e);
            return [];
        }
    }

    static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden | FileAttributes.System);
}
