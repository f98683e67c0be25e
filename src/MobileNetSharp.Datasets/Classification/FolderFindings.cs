using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Sources;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>What listing a folder of class folders showed: what was skipped, and what may not be meant so.</summary>
static class FolderFindings
{
    /// <param name="walk">What was skipped while the images were listed.</param>
    /// <param name="loose">Images outside every class folder.</param>
    /// <param name="levels">The folders in which the class folders are.</param>
    /// <param name="files">The images.</param>
    public static IEnumerable<DataCheckFinding> Find(
        FolderWalk walk, IReadOnlyCollection<string> loose, IReadOnlyList<(string Folder, Split? Split)> levels, IReadOnlyList<ImageFile> files)
    {
        if (walk.LinksUp.Count > 0)
        {
            yield return new(
                FindingSeverity.Warning, ClassFindingKind.LinkToFolderAbove, $"{ImageFindings.Count(walk.LinksUp.Count, "link")} to a folder above, not followed.",
                "Delete the links, or let them point to a folder of images of one class.", [.. walk.LinksUp.Select(name => new DataCheckItem([name]))]);
        }

        if (walk.UnreadableNames.Count > 0)
        {
            string[] names = [.. walk.UnreadableNames.Order(StringComparer.Ordinal)];
            yield return new(
                FindingSeverity.Warning, ClassFindingKind.UnreadableName,
                $"Skipped, since their names are not UTF-8: {ImageFindings.Count(names.Length, "image or folder", "images or folders")}, such as {names[0]}.",
                "Rename them: they are shown with \uFFFD for each byte that is wrong.", [.. names.Select(name => new DataCheckItem([name]))]);
        }

        DataCheckItem[] ignored =
        [
            .. walk.OtherImages.Select(name => new DataCheckItem([name], "is of a format that is not read"))
                .Concat(loose.Select(name => new DataCheckItem([name], "lies in no class folder"))).OrderBy(item => item.Names[0], StringComparer.Ordinal),
        ];
        if (ignored.Length > 0)
        {
            yield return new(
                FindingSeverity.Warning, ClassFindingKind.IgnoredFile, $"Ignored, although perhaps meant as images: {ImageFindings.Count(ignored.Length, "file")}, such as {ignored[0].Names[0]}.",
                "Convert them to JPEG or PNG, and put each into the folder of its class.", ignored);
        }

        string[] deep = [.. files.Where(file => Depth(file.Name, levels) > 1).Select(file => file.Name)];
        if (deep.Length > 0)
        {
            yield return new(
                FindingSeverity.Note, ClassFindingKind.NestedImage,
                $"{ImageFindings.Count(deep.Length, "image")} in folders inside class folders, such as {deep[0]}; they belong to the outermost folder's class.",
                "If the inner folders are the classes, give the folder that holds them.", [.. deep.Select(name => new DataCheckItem([name]))]);
        }

        if (walk.Others.Count > 0)
        {
            yield return new(
                FindingSeverity.Note, ClassFindingKind.SkippedFile, $"Not images, and skipped: {walk.Others}.",
                "Nothing, unless images are among them.", [.. walk.Others.ByKind.Select(kind => new DataCheckItem([kind.Key], $"{kind.Value}"))]);
        }
    }

    /// <summary>How many folders an image's name has from its class folder on.</summary>
    static int Depth(string name, IReadOnlyList<(string Folder, Split? Split)> levels) => name.Count(c => c == '/') - (levels[0].Folder.Length > 0 ? 1 : 0);
}
