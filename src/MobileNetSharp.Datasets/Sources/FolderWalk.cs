using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>
/// Lists what can be seen below a folder, in ordinal order, and remembers what it skipped. Links are followed, but not to a
/// folder above, whose images belong elsewhere, and no folder is visited twice for one class.
/// </summary>
sealed class FolderWalk
{
    readonly string root;
    readonly string realRoot;
    readonly Action<string, Exception>? unreadable;
    readonly Dictionary<string, FileSystemInfo[]> levels = [];

    public FolderWalk(string root, Action<string, Exception>? unreadable)
    {
        (this.root, this.unreadable) = (root, unreadable);
        realRoot = LinkTargets.RealPath(root);
    }

    /// <summary>Files in class folders that are not images.</summary>
    public SkippedFiles Others { get; } = new();

    /// <summary>Images of formats that are not read.</summary>
    public SortedSet<string> OtherImages { get; } = new(StringComparer.Ordinal);

    /// <summary>Links that were not followed because they lead to a folder that they lie in.</summary>
    public SortedSet<string> LinksUp { get; } = new(StringComparer.Ordinal);

    /// <summary>Images, and folders, which cannot be opened since their names are not UTF-8; the wrong bytes are shown as U+FFFD, so that several may look alike.</summary>
    public List<string> UnreadableNames { get; } = [];

    /// <summary>A name below the root, with <c>/</c>.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>The names of the folders directly in a folder below the root.</summary>
    public IReadOnlyList<string> Folders(string folder) => [.. Level(folder).OfType<DirectoryInfo>().Select(entry => entry.Name)];

    /// <summary>The images directly in a folder below the root, which has class folders: of no class.</summary>
    public IEnumerable<string> Loose(string folder)
    {
        foreach (var file in Level(folder).OfType<FileInfo>())
        {
            if (ImageFiles.IsImage(file.Name))
                yield return Join(folder, file.Name);
            else if (ImageFiles.IsOtherImage(file.Name))
                OtherImages.Add(Join(folder, file.Name));
        }
    }

    /// <summary>The images in a folder below the root and in the folders inside it; none if there is no such folder.</summary>
    public IEnumerable<(string Name, string Path)> Images(string folder)
    {
        var path = Path.Combine(root, folder);
        return Directory.Exists(path) ? Images(LinkTargets.RealPath(path), folder, [realRoot], []) : [];
    }

    IEnumerable<(string Name, string Path)> Images(string real, string name, List<string> above, HashSet<string> visited)
    {
        if (!visited.Add(real))
            yield break;
        above = [.. above, real];
        foreach (var entry in Entries(real, name, above))
        {
            var entryName = Join(name, entry.Name);
            if (entry is DirectoryInfo)
            {
                var inner = entry.LinkTarget is null ? Path.Join(real, entry.Name) : LinkTargets.RealPath(entry.FullName);
                foreach (var image in Images(inner, entryName, above, visited))
                    yield return image;
            }
            else if (ImageFiles.IsImage(entry.Name))
            {
                yield return (entryName, Path.Combine(root, entryName));
            }
            else if (ImageFiles.IsOtherImage(entry.Name))
            {
                OtherImages.Add(entryName);
            }
            else
            {
                Others.Add(entry.Name);
            }
        }
    }

    FileSystemInfo[] Level(string folder)
    {
        if (!levels.TryGetValue(folder, out var entries))
            levels[folder] = entries = Entries(Path.Combine(root, folder), folder, [realRoot]);
        return entries;
    }

    FileSystemInfo[] Entries(string path, string name, List<string> above)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(path).EnumerateFileSystemInfos()
                    .Where(entry => !ImageFiles.IsHidden(entry) && !IsUnreadable(entry, name) && !LeadsUp(entry, name, above))
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (unreadable is not null && e is UnauthorizedAccessException or IOException)
        {
            unreadable(path, e);
            return [];
        }
    }

    bool IsUnreadable(FileSystemInfo entry, string name)
    {
        if (!ImageFiles.HasUnreadableName(entry) || (entry is FileInfo && !ImageFiles.IsImage(entry.Name)))
            return false;
        UnreadableNames.Add(Join(name, entry.Name));
        return true;
    }

    bool LeadsUp(FileSystemInfo entry, string name, List<string> above)
    {
        if (entry is not DirectoryInfo || entry.LinkTarget is null)
            return false;
        var target = LinkTargets.RealPath(entry.FullName);
        if (!above.Exists(folder => LinkTargets.IsSameOrInside(folder, target)))
            return false;
        LinksUp.Add(Join(name, entry.Name));
        return true;
    }
}
