using System.Collections.Immutable;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>
/// A folder with a subfolder of images for each class: <c>DIR/cat/1.jpg</c>, or below a level of splits,
/// <c>DIR/train/cat/1.jpg</c>, <c>DIR/val/…</c> and <c>DIR/test/…</c>. Classes are in ordinal order of their names; folders
/// inside a class folder belong to it; hidden and system files, other files, and links to a folder above are skipped.
/// </summary>
public sealed class ImageFolder : ClassificationFiles
{
    /// <summary>Lists a folder's images, without opening them. A class folder may be empty; <see cref="DatasetSplits.Create"/> and the data check say so.</summary>
    /// <exception cref="DatasetException">There is no such folder, or no image in it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder inside is denied.</exception>
    public ImageFolder(string folder) : this(folder, unreadable: null)
    {
    }

    /// <summary>The same; a folder to which access is denied is reported to <paramref name="unreadable"/> and skipped.</summary>
    internal ImageFolder(string folder, Action<string, Exception>? unreadable) : base(List(folder, unreadable))
    {
    }

    static ImageList List(string folder, Action<string, Exception>? unreadable)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DatasetException($"{folder}: no such folder; give a folder with a subfolder of images for each class.");
        var walk = new FolderWalk(folder, unreadable);
        var levels = SplitFolders.Levels(folder, walk.Folders(""));
        var classNames = levels.SelectMany(level => walk.Folders(level.Folder)).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var files = levels.SelectMany(level => classNames.SelectMany((name, label) => walk.Images(FolderWalk.Join(level.Folder, name))
            .Select(image => new ImageFile(image.Name, image.Path, label, level.Split)))).ToImmutableArray();
        string[] loose = [.. levels.Select(level => level.Folder).Append("").Distinct().SelectMany(walk.Loose)];
        return files.IsEmpty
            ? throw new DatasetException(Nothing(folder, classNames, loose.Length, walk))
            : new ImageList(classNames, files, [.. FolderFindings.Find(walk, loose, levels, files)]);
    }

    static string Nothing(string folder, ImmutableArray<string> classNames, int loose, FolderWalk walk)
    {
        var expected = $"expected a subfolder of images ({string.Join(", ", ImageFiles.Extensions)}) for each class, such as {Path.Combine(folder, "cat", "1.jpg")}.";
        if (!classNames.IsEmpty)
        {
            string[] kinds = [.. walk.OtherImages.Select(name => Path.GetExtension(name).ToLowerInvariant()).Concat(walk.Others.ByKind.Keys).Distinct()];
            return $"{folder}: its {classNames.Length} class folders hold no image{(kinds.Length > 0 ? $", but other files ({string.Join(", ", kinds)})" : "")}{Unreadable(walk)}; {expected}";
        }

        return $"{folder}: holds no subfolder{(loose > 0 ? $", but {loose} images of no class" : "")}{Unreadable(walk)}; {expected}";
    }

    static string Unreadable(FolderWalk walk) => walk.UnreadableNames is [var first, ..]
        ? $", but {ImageFindings.Count(walk.UnreadableNames.Count, "image or folder whose name is", "images or folders whose names are")} not UTF-8, such as {first}"
        : "";
}
