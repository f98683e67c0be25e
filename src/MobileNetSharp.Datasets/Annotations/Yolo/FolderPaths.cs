using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>Finds folders of images by paths that were right on another machine, such as Roboflow's <c>../train/images</c>.</summary>
static class FolderPaths
{
    /// <param name="root">The data set's folder.</param>
    /// <param name="folders">Those of <see cref="WithImages"/>.</param>
    /// <param name="path">The path.</param>
    /// <param name="bases">The folders from which it may count.</param>
    /// <returns>The folder, and whether it is where the path says; null where none fits, or several fit alike.</returns>
    public static (string Name, bool IsExact)? Find(string root, HashSet<string> folders, string path, IReadOnlyList<string> bases)
    {
        foreach (var folder in bases)
        {
            var exact = Path.GetRelativePath(Path.GetFullPath(root), Path.GetFullPath(path, folder)).Replace('\\', '/');
            if (exact == "." || folders.Contains(exact))
                return (exact, true);
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(part => part is "." or ".." || part.EndsWith(':')).ToArray();
        // Alone, the last part says too little: every split has its folder 'images'.
        var lastSplit = Array.FindLastIndex(parts, part => SplitFolders.In(part) is not null);
        var deepest = folders.Select(folder => folder.Count(c => c == '/') + 1).DefaultIfEmpty(0).Max();
        foreach (Func<string, string, bool> isSame in new Func<string, string, bool>[] { IsSameName, IsSameSplit })
        {
            for (var first = Math.Max(0, parts.Length - deepest); first < parts.Length && (first == 0 || first <= lastSplit); first++)
            {
                string[] fitting = [.. folders.Where(folder => EndsWith(folder.Split('/'), parts[first..], isSame))];
                if (fitting.Length == 1)
                    return (fitting[0], false);
                if (fitting.Length > 1 && fitting.MinBy(folder => folder.Length) is { } shortest && fitting.All(folder => folder == shortest || folder.StartsWith(shortest + "/", StringComparison.Ordinal)))
                    return (shortest, false);
            }
        }

        return null;
    }

    /// <summary>The folders in which images are, or folders with images.</summary>
    public static HashSet<string> WithImages(AnnotationFiles files)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in files.Names.Where(ImageFiles.IsImage))
        {
            for (var end = name.LastIndexOf('/'); end > 0 && folders.Add(name[..end]);)
                end = name.LastIndexOf('/', end - 1);
        }

        return folders;
    }

    static bool EndsWith(string[] folder, string[] parts, Func<string, string, bool> isSame) =>
        folder.Length >= parts.Length && folder[^parts.Length..].Zip(parts).All(pair => isSame(pair.First, pair.Second));

    static bool IsSameName(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    static bool IsSameSplit(string one, string other) => IsSameName(one, other) || (SplitFolders.In(one) is { } split && split == SplitFolders.In(other));
}
