using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.Voc;

/// <summary>The lists of a Pascal VOC data set, ImageSets/Main/train.txt and so on: which images belong to it, and what for.</summary>
sealed class ImageSets
{
    static readonly (string Name, Split? Split)[] Lists = [("train", Split.Train), ("val", Split.Validation), ("test", Split.Test), ("trainval", null)];

    /// <summary>By the folder of ImageSets and the image's name without extension, which later years of VOC share.</summary>
    readonly Dictionary<(string Folder, string Stem), Split?> splits = [];

    readonly HashSet<string> folders = new(StringComparer.Ordinal);

    /// <summary>The lists; null where there are none.</summary>
    public static ImageSets? Read(AnnotationFiles files)
    {
        var sets = new ImageSets();
        foreach (var (name, split) in Lists)
        {
            foreach (var file in files.Names.Where(file => file.EndsWith($"ImageSets/Main/{name}.txt", StringComparison.OrdinalIgnoreCase)))
                sets.Add(files, file, split);
        }

        return sets.splits.Count > 0 ? sets : null;
    }

    /// <summary>Sets the splits, and leaves out images that are in no list.</summary>
    public void Apply(AnnotationFiles files, RawAnnotations raw)
    {
        var annotated = new HashSet<(string, string)>();
        for (var index = raw.Images.Count - 1; index >= 0; index--)
        {
            var image = raw.Images[index];
            var key = (FolderOf(image.File), ImageLookup.Stem(image.File));
            annotated.Add(key);
            if (splits.TryGetValue(key, out var split))
            {
                image.Split = split;
            }
            else if (folders.Contains(key.Item1))
            {
                files.Notes.Add(AnnotationFindingKind.UnlistedImage, image.File);
                raw.Mentioned.Add(key.Item2);
                raw.Images.RemoveAt(index);
            }
        }

        foreach (var ((folder, stem), split) in splits.Where(pair => !annotated.Contains(pair.Key)))
        {
            raw.Mentioned.Add(stem);
            if (files.Options.UnannotatedAreNegative == true)
                raw.Images.Add(new(stem, $"{folder}ImageSets/Main") { Split = split });
            else
                files.Notes.Add(AnnotationFindingKind.UnannotatedImage, $"{folder}{stem}");
        }

        raw.ListsImages = true;
    }

    void Add(AnnotationFiles files, string file, Split? split)
    {
        var folder = file[..^(file.Length - file.LastIndexOf("ImageSets", StringComparison.OrdinalIgnoreCase))];
        foreach (var (_, text) in files.Lines(file))
        {
            // "2007_000001", with a comment or a flag after it perhaps, or a file name.
            if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var name, ..] || name[0] == '#')
                continue;
            var stem = ImageLookup.FileName(name);
            stem = Imaging.ImageFiles.IsImage(stem) || stem.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? ImageLookup.Stem(stem) : stem;
            if (!splits.TryAdd((folder, stem), split) && split is not null && splits[(folder, stem)] is { } other && other != split)
                files.Notes.Add(AnnotationFindingKind.InTwoSplits, $"{folder}{stem}", $"{other}, {split}");
        }

        folders.Add(folder);
    }

    /// <summary>The nearest folder above that has lists.</summary>
    string FolderOf(string file)
    {
        for (var end = file.LastIndexOf('/'); end >= 0; end = end > 0 ? file.LastIndexOf('/', end - 1) : -1)
        {
            if (folders.Contains(file[..(end + 1)]))
                return file[..(end + 1)];
        }

        return "";
    }
}
