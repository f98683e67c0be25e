using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>All visible files below a folder, by their names with <c>/</c>, in ordinal order. Links are followed, each folder is visited once.</summary>
static class FileTree
{
    /// <summary>More is not a data set, but a disk.</summary>
    const int MaxFiles = 5_000_000;

    /// <exception cref="DatasetException">There are too many files.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder is denied.</exception>
    public static List<string> List(string root)
    {
        var files = new List<string>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var path = Path.Combine(root, folder);
            if (!visited.Add(LinkTargets.RealPath(path)))
                continue;
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => !ImageFiles.IsHidden(entry)))
            {
                var name = FolderWalk.Join(folder, entry.Name);
                if (entry is DirectoryInfo)
                    folders.Push(name);
                else
                    files.Add(name);
            }

            if (files.Count > MaxFiles)
                throw new DatasetException($"{root}: holds more than {MaxFiles} files; give the folder of the data set itself.");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }
}
