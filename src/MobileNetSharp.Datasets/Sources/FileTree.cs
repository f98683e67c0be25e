using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>
/// All visible files below a folder, by their names with <c>/</c>, in ordinal order. Links are followed, each folder is visited
/// once. Names that are not UTF-8 are left out: their files cannot be opened.
/// </summary>
static class FileTree
{
    /// <summary>More is not a data set, but a disk.</summary>
    const int MaxFiles = 5_000_000;

    const int MaxSearched = 1_000_000;

    /// <exception cref="DatasetException">There are too many files.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder is denied.</exception>
    public static List<string> List(string root) => List(root, MaxFiles, skipped: null);

    /// <summary>The files of a folder that nobody named, in which images may be: what cannot be read there is skipped.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="skipped">Receives the folders that were skipped.</param>
    /// <exception cref="DatasetException">There are too many files.</exception>
    public static List<string> Search(string root, Action<string>? skipped = null) => List(root, MaxSearched, skipped ?? (_ => { }));

    static List<string> List(string root, int maxFiles, Action<string>? skipped)
    {
        var files = new List<string>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var path = Path.Combine(root, folder);
            if (!visited.Add(LinkTargets.RealPath(path)))
                continue;
            foreach (var entry in Entries(path, skipped).Where(entry => !ImageFiles.IsHidden(entry) && !ImageFiles.HasUnreadableName(entry)))
            {
                var name = FolderWalk.Join(folder, entry.Name);
                if (entry is DirectoryInfo)
                    folders.Push(name);
                else
                    files.Add(name);
            }

            if (files.Count > maxFiles)
                throw new DatasetException($"{root}: holds more than {maxFiles} files; give the folder of the data set itself, or that of its images.");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    static FileSystemInfo[] Entries(string path, Action<string>? skipped)
    {
        try
        {
            return new DirectoryInfo(path).GetFileSystemInfos();
        }
        catch (Exception e) when (skipped is not null && e is (UnauthorizedAccessException or IOException))
        {
            skipped(path);
            return [];
        }
    }
}
