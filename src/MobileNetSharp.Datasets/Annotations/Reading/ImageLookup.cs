using MobileNetSharp.Datasets.Sources;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Finds the image that an annotation means by the name it gives, which may be a path on the machine where it was made.</summary>
sealed class ImageLookup
{
    readonly Dictionary<string, List<string>> byName = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, List<string>> byStem = new(StringComparer.OrdinalIgnoreCase);

    public ImageLookup(IEnumerable<string> images)
    {
        foreach (var image in images)
        {
            Count++;
            Add(byName, FileName(image), image);
            Add(byStem, Stem(image), image);
        }
    }

    public int Count { get; }

    public IEnumerable<string> All => byStem.Values.SelectMany(images => images);

    /// <summary>The last part of a path, whatever separates it.</summary>
    public static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The file name without its extension.</summary>
    public static string Stem(string path)
    {
        var name = FileName(path);
        return name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
    }

    /// <summary>A path as it may be written in an annotation: with backslashes, or as a file's address.</summary>
    public static string Normalize(string reference)
    {
        if (reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            reference = Uri.UnescapeDataString(reference["file:".Length..]);
        return reference.Replace('\\', '/').Replace("\0", "", StringComparison.Ordinal).Trim();
    }

    /// <summary>
    /// The images that fit a name best: the one that is exactly where it says, from the annotation's folder or the data set's, also if only
    /// the letters' case differs; else, but for those in a folder of another split, the images with the most folders in common at the end,
    /// then of the same split, then nearest to the annotation, then with letters of the same case. Without one of that name, those that only differ in their extension.
    /// </summary>
    public IReadOnlyList<string> Find(string reference, string annotation, Split? split)
    {
        var path = Normalize(reference);
        if (!byName.TryGetValue(FileName(path), out var candidates) && !byStem.TryGetValue(Stem(path), out candidates) && !byStem.TryGetValue(FileName(path), out candidates))
            return [];
        var folders = Folders(path);
        string[] places = [.. new[] { Folders(annotation), [] }.Select(folder => string.Join('/', [.. Joined(folder, folders), FileName(path)]))];
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            foreach (var place in places)
            {
                if (candidates.FindAll(image => image.Equals(place, comparison)) is { Count: > 0 } exact)
                    return exact;
            }
        }

        var fitting = candidates.FindAll(image => IsOfSplit(image, annotation, split) || (folders.Length > 0 && CommonEnd(Folders(image), folders) == folders.Length));
        return fitting.Count <= 1 ? fitting : Best(fitting, image => (
            CommonEnd(Folders(image), folders), split is not null && SplitFolders.InFolders(image) == split ? 1 : 0, CommonBeginning(Folders(image), Folders(annotation)), FileName(image) == FileName(path) ? 1 : 0));
    }

    /// <summary>Those of a list that a score puts first.</summary>
    public static IReadOnlyList<string> Best<TScore>(List<string> candidates, Func<string, TScore> score)
    {
        var best = candidates.Max(score);
        return candidates.FindAll(candidate => EqualityComparer<TScore>.Default.Equals(score(candidate), best));
    }

    public static string[] Folders(string path) => path.Split('/') is { Length: > 1 } parts ? parts[..^1] : [];

    public static int CommonEnd(string[] one, string[] other)
    {
        var common = 0;
        while (common < Math.Min(one.Length, other.Length) && string.Equals(one[^(common + 1)], other[^(common + 1)], StringComparison.OrdinalIgnoreCase))
            common++;
        return common;
    }

    public static int CommonBeginning(string[] one, string[] other)
    {
        var common = 0;
        while (common < Math.Min(one.Length, other.Length) && one[common] == other[common])
            common++;
        return common;
    }

    /// <summary>Whether the image's folder does not say another split than the annotation has, or its folder.</summary>
    static bool IsOfSplit(string image, string annotation, Split? split) =>
        split is null || SplitFolders.InFolders(image) is not { } other || other == split || other == SplitFolders.InFolders(annotation);

    /// <summary>A path from a folder, without its <c>.</c> and <c>..</c> where these lead somewhere.</summary>
    static List<string> Joined(string[] folder, string[] path)
    {
        var joined = new List<string>(folder);
        foreach (var part in path)
        {
            if (part == ".." && joined.Count > 0 && joined[^1] != "..")
                joined.RemoveAt(joined.Count - 1);
            else if (part is not ("." or ""))
                joined.Add(part);
        }

        return joined;
    }

    static void Add(Dictionary<string, List<string>> index, string key, string image)
    {
        if (!index.TryGetValue(key, out var images))
            index[key] = images = [];
        images.Add(image);
    }
}
