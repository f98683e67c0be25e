using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>
/// Reads YOLO data sets: a text file for each image, a line for each object (class from 0, then center, width and height as shares
/// of the image, or the points of an outline). An image without one shows background. https://docs.ultralytics.com/datasets/detect/
/// </summary>
static class YoloReader
{
    /// <summary>So many text files are looked at for one that is a label file.</summary>
    const int Looks = 200;

    public static IReadOnlyList<string> Find(AnnotationFiles files)
    {
        if (YoloLayout.FindDescription(files) is { } description)
            return [description];
        if (!files.Candidates(".txt").Any())
            return [];
        var stems = files.Images.All.Select(ImageLookup.Stem).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Where YOLO was asked for, its files are read to say what is wrong with them.
        return files.Candidates(".txt").Where(name => stems.Contains(ImageLookup.Stem(name))).Take(Looks)
            .Where(name => files.Options.Format == AnnotationFormat.Yolo || YoloLabels.IsLabels(files.Beginning(name))).Take(2).ToArray();
    }

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { IsRelative = true, ObjectNoun = "line", ListsImages = YoloLayout.FindDescription(files) is not null };
        var layout = YoloLayout.Read(files);
        var labels = new YoloLabels(files, layout);
        var images = layout.Images.ConvertAll(image => (image.Image, image.Split, File: labels.FileOf(image.Image)));
        foreach (var (image, split, file) in images)
        {
            if (file is null && files.Options.UnannotatedAreNegative == false)
                files.Notes.Add(AnnotationFindingKind.UnannotatedImage, image);
            else if (file is null)
                raw.Images.Add(new(image, "") { ImageName = image, Split = split });
            else
                files.Try(file, () => raw.Images.Add(new(image, file) { ImageName = image, Split = split, Objects = labels.Read(file) }));
        }

        if (images.Exists(image => image.File is not null))
        {
            foreach (var split in images.GroupBy(image => image.Split).Where(split => split.Key is not null && split.All(image => image.File is null)))
                files.Notes.Add(AnnotationFindingKind.UnlabeledSplit, $"{split.Key}".ToLowerInvariant(), ImageFindings.Count(split.Count(), "image"));
        }

        AddClasses(files, layout, raw);
        return raw;
    }

    static void AddClasses(AnnotationFiles files, YoloLayout layout, RawAnnotations raw)
    {
        var objects = raw.Images.SelectMany(image => image.Objects);
        if (layout.Names is { } names)
        {
            foreach (var (index, name) in names.OrderBy(pair => pair.Key))
            {
                if (!raw.AddClass(name, index))
                    throw new DatasetException($"{files.Given}: two classes have the name '{name}'; names of classes must differ.");
            }

            var ids = names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
            ShiftedClasses.Note(files, files.Given, [.. names.Keys], objects.Select(box => box.IsUnknownClass ? long.Parse(box.ClassName, CultureInfo.InvariantCulture) : ids[box.ClassName]));
            return;
        }

        files.Notes.Add(AnnotationFindingKind.UnnamedClasses, files.Given);
        foreach (var index in objects.Select(box => int.Parse(box.ClassName["class ".Length..], CultureInfo.InvariantCulture)).Distinct().Order().ToArray())
            raw.AddClass($"class {index}", index);
    }
}
