using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Files that an image folder passes over and that somebody may have meant as images.</summary>
static class IgnoredFiles
{
    static readonly HashSet<string> OtherFormats = new(
        [".heic", ".heif", ".avif", ".tif", ".tiff", ".jfif", ".jp2", ".jxl", ".dng", ".cr2", ".nef", ".arw", ".svg"], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<DataCheckFinding> Find(string folder)
    {
        var enumeration = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var others = Directory.EnumerateFiles(folder, "*", enumeration)
            .Where(path => OtherFormats.Contains(Path.GetExtension(path)) && !Path.GetFileName(path).StartsWith('.'))
            .Select(path => new DataCheckItem([Name(folder, path)], "is of a format that is not read"));
        IEnumerable<string> levels = [folder, .. SplitFolders.Levels(folder, new FolderWalk(folder, (_, _) => { }).Folders("")).Where(level => level.Split is not null).Select(level => Path.Combine(folder, level.Folder))];
        var loose = levels.SelectMany(level => Directory.EnumerateFiles(level)).Where(ImageFiles.IsImage)
            .Select(path => new DataCheckItem([Name(folder, path)], "lies in no class folder"));
        DataCheckItem[] ignored = [.. others.Concat(loose).OrderBy(item => item.Names[0], StringComparer.Ordinal)];
        if (ignored.Length > 0)
        {
            yield return new(
                FindingSeverity.Warning, ClassFindingKind.IgnoredFile, $"{ImageFindings.Count(ignored.Length, "file")} that may be meant as images are ignored.",
                "Convert them to JPEG or PNG, and put each into the folder of its class.", ignored);
        }
    }

    static string Name(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
