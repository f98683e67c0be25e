using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>
/// The folder outside of the data set's in which data.yaml says that the images are. The file may come from anyone: only what it
/// names below that folder is read, and nothing of other machines.
/// </summary>
sealed class ForeignFolder(AnnotationFiles files, string description, string folder)
{
    /// <summary>Whether a path leads to another machine (<c>\\host\share</c>), where opening it would sign in.</summary>
    public static bool IsShare(string path) => ImageLookup.Normalize(path).StartsWith("//", StringComparison.Ordinal);

    /// <summary>Adds the folders and lists of images with these paths, and their labels.</summary>
    public void Include(IEnumerable<string> paths)
    {
        if (!Directory.Exists(folder))
            return;
        var (real, root) = (LinkTargets.RealPath(folder), LinkTargets.RealPath(files.Root));
        if (LinkTargets.IsSameOrInside(real, root) || LinkTargets.IsSameOrInside(root, real))
            return;
        foreach (var path in paths.Where(path => path.Length > 0).Distinct(StringComparer.Ordinal).ToArray())
        {
            if (Inside(path) is not { } full)
                continue;
            var isFolder = Directory.Exists(full);
            if (isFolder)
                IncludeFolder(full);
            else if (YoloLabels.IsLabelFile(full) && File.Exists(full))
                IncludeList(full);
            else
                continue;
            files.Notes.Add(AnnotationFindingKind.OtherFolder, description, full);
        }
    }

    void IncludeFolder(string images)
    {
        files.Include(images, Skipped);
        if (LabelFolder(images) is { } labels && Directory.Exists(labels))
            files.Include(labels, Skipped);

        void Skipped(string path) => files.Notes.Add(AnnotationFindingKind.MissingPath, description, $"{path}: access denied");
    }

    /// <summary>Adds a list, the images that it names, and the label file of each.</summary>
    void IncludeList(string list)
    {
        var listed = new List<string> { list };
        foreach (var (_, text) in files.Lines(Path.GetRelativePath(files.Root, list)))
        {
            if (Inside(ImageLookup.Normalize(text), Path.GetDirectoryName(list)) is not { } image || !ImageFiles.IsImage(image) || !File.Exists(image))
                continue;
            listed.Add(image);
            var (own, label) = (Path.GetDirectoryName(image)!, ImageLookup.Stem(image) + ".txt");
            listed.AddRange(new[] { LabelFolder(own), own }.OfType<string>().Select(labels => Path.Join(labels, label)).Where(File.Exists).Take(1));
        }

        files.Include(listed.ConvertAll(path => Path.GetRelativePath(folder, path).Replace('\\', '/')), folder);
    }

    /// <summary>The folder of labels for a folder of images; null where none has that place.</summary>
    string? LabelFolder(string images) =>
        YoloLabels.FolderOf(Path.GetRelativePath(folder, images).Replace('\\', '/')) is { } labels ? Path.GetFullPath(labels, folder) : null;

    /// <summary>The full path; null where it leads out of the folder.</summary>
    string? Inside(string path, string? from = null)
    {
        if (path.Length == 0 || IsShare(path))
            return null;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, from ?? folder));
        return LinkTargets.IsSameOrInside(full, Path.TrimEndingDirectorySeparator(folder)) ? full : null;
    }
}
