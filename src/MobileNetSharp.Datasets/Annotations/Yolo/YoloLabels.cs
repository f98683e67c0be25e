using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>The label files of a YOLO data set: where that of an image is, and what its lines say.</summary>
sealed class YoloLabels
{
    readonly AnnotationFiles files;
    readonly YoloLayout layout;
    readonly HashSet<string> all;
    readonly ILookup<string, string> otherLabels, otherImages;

    public YoloLabels(AnnotationFiles files, YoloLayout layout)
    {
        (this.files, this.layout) = (files, layout);
        all = files.Names.Where(IsLabelFile).ToHashSet(StringComparer.Ordinal);
        var own = files.Images.All.Select(OwnFileOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        otherLabels = all.Where(label => !own.Contains(label)).ToLookup(ImageLookup.Stem, StringComparer.OrdinalIgnoreCase);
        otherImages = files.Images.All.Where(image => OwnFileOf(image) is null).ToLookup(ImageLookup.Stem, StringComparer.OrdinalIgnoreCase);
    }

    public static bool IsLabelFile(string name) => name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text begins like a label file: a class and at least four numbers.</summary>
    public static bool IsLabels(string beginning)
    {
        foreach (var line in beginning.EnumerateLines())
        {
            if (line.IsWhiteSpace())
                continue;
            var parts = line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length >= 5 && parts.All(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        }

        return false;
    }

    /// <summary>The folder of the labels for a folder of images: labels/ for the last images/ in it; null without one.</summary>
    public static string? FolderOf(string images)
    {
        string[] parts = images.Split('/');
        if (Array.FindLastIndex(parts, part => part.Equals("images", StringComparison.OrdinalIgnoreCase)) is not (>= 0 and var at))
            return null;
        parts[at] = parts[at] == "images" ? "labels" : parts[at] == "Images" ? "Labels" : "LABELS";
        return string.Join('/', parts);
    }

    /// <summary>An image's label file: in labels/ for images/, beside it, or that of its name to which it is nearest and that is nearest to it; null for none.</summary>
    public string? FileOf(string image) =>
        OwnFileOf(image) ?? (Nearest(image, otherLabels) is { } label && Nearest(label, otherImages) == image ? label : null);

    string? OwnFileOf(string image)
    {
        var stem = image[..image.LastIndexOf('.')];
        var slash = Math.Max(0, stem.LastIndexOf('/'));
        if (FolderOf(stem[..slash]) is { } labels && all.Contains($"{labels}{stem[slash..]}.txt"))
            return $"{labels}{stem[slash..]}.txt";
        return all.Contains(stem + ".txt") ? stem + ".txt" : null;
    }

    /// <summary>The one of a file's name that has most folders in common with it, and is not in a folder of another split.</summary>
    static string? Nearest(string file, ILookup<string, string> others)
    {
        var (folders, split) = (ImageLookup.Folders(file), SplitFolders.InFolders(file));
        var fitting = others[ImageLookup.Stem(file)].Where(other => split is null || SplitFolders.InFolders(other) is not { } named || named == split).ToList();
        return fitting.Count > 0 && ImageLookup.Best(fitting, other => (
            ImageLookup.CommonEnd(ImageLookup.Folders(other), folders), ImageLookup.CommonBeginning(ImageLookup.Folders(other), folders))) is [var nearest] ? nearest : null;
    }

    /// <exception cref="DatasetException">A line is not a class and its numbers.</exception>
    public List<RawObject> Read(string file)
    {
        var objects = new List<RawObject>();
        foreach (var (number, text) in files.Lines(file))
        {
            var parts = text.TrimStart('\uFEFF').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 0)
                objects.Add(Object(file, number, parts));
        }

        return objects;
    }

    RawObject Object(string file, int line, string[] parts)
    {
        if (!double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var index) || index != Math.Floor(index) || index is < 0 or > 1e6)
            throw files.Fault(file, $"line {line}: '{PrintableText.Line(parts[0], 40)}' is not the index of a class; expected lines such as 0 0.5 0.5 0.2 0.3.");
        var numbers = new double[parts.Length - 1];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                throw files.Fault(file, $"line {line}: '{PrintableText.Line(parts[i + 1], 40)}' is not a number; expected lines such as 0 0.5 0.5 0.2 0.3.");
        }

        // A box; with a score; with key points. All else is an outline.
        var isBox = numbers.Length is 4 or 5 || layout.HasKeyPoints;
        if (numbers.Length < 4 || (!isBox && numbers.Length % 2 != 0))
            throw files.Fault(file, $"line {line}: {parts.Length} numbers; expected the class and four numbers of a box, or the points of an outline.");
        var name = layout.Names is null ? $"class {(int)index}" : layout.Names.GetValueOrDefault((int)index);
        return isBox
            ? new(name ?? $"{(int)index}", Box.FromCenter(numbers[0], numbers[1], numbers[2], numbers[3]), line) { IsUnknownClass = name is null }
            : new(name ?? $"{(int)index}", Outlines.Around(numbers), line) { IsUnknownClass = name is null, Mask = files.Options.ReadsMasks ? Outlines.Mask([numbers]) : null };
    }
}
