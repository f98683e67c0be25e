using System.Collections.Immutable;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>
/// A folder with a subfolder of images for each class: <c>DIR/cat/1.jpg</c>, or below a level of splits,
/// <c>DIR/train/cat/1.jpg</c>, <c>DIR/val/…</c> and <c>DIR/test/…</c>. Classes are in ordinal order of their names; folders
/// inside a class folder belong to it; hidden files and files that are no images by their name are passed over.
/// </summary>
public sealed class ImageFolder : ClassificationFiles
{
    /// <summary>Lists a folder's images, without opening them. A class folder may be empty; <see cref="DatasetSplits.Create"/> and the data check say so.</summary>
    /// <exception cref="DatasetException">There is no such folder, or no image in it.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder inside may not be read.</exception>
    public ImageFolder(string folder) : this(folder, unreadable: null)
    {
    }

    /// <summary>The same; a folder that may not be read is told and passed over where somebody listens.</summary>
    internal ImageFolder(string folder, Action<string, Exception>? unreadable) : base(List(folder, unreadable))
    {
    }

    static ImageList List(string folder, Action<string, Exception>? unreadable)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DatasetException($"{folder}: there is no such folder; give a folder with a subfolder of images for each class.");
        var walk = new FolderWalk(folder, unreadable);
        var levels = SplitFolders.Levels(folder, walk.Folders(""));
        var classNames = levels.SelectMany(level => walk.Folders(level.Folder)).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var files = levels.SelectMany(level => classNames.SelectMany((name, label) => walk.Images(FolderWalk.Join(level.Folder, name))
            .Select(image => new ImageFile(image.Name, image.Path, label, level.Split)))).ToImmutableArray();
        return files.IsEmpty ? throw new DatasetException(Nothing(folder, classNames)) : new ImageList(classNames, files);
    }

    static string Nothing(string folder, ImmutableArray<string> classNames)
    {
        var expected = $"expected a subfolder of images ({string.Join(", ", ImageFiles.Extensions)}) for each class, such as {Path.Combine(folder, "cat", "1.jpg")}.";
        if (!classNames.IsEmpty)
            return $"{folder}: its {classNames.Length} class folders hold no image; {expected}";
        var loose = Directory.EnumerateFiles(folder).Count(ImageFiles.IsImage);
        return $"{folder}: holds no subfolder{(loose > 0 ? $", but {loose} images of no class" : "")}; {expected}";
    }
}
