using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Coco;

/// <summary>One COCO file. Its three lists come in any order, so that ids are looked up at the end.</summary>
sealed class CocoFile(AnnotationFiles files, RawAnnotations raw, string file)
{
    const long NoCategory = long.MinValue;

    readonly Dictionary<long, RawImage> images = [];
    readonly List<(long Id, string Name, string? Parent)> categories = [];
    readonly List<Annotation> annotations = [];
    readonly OrderedDictionary<string, long> textIds = new(StringComparer.Ordinal);

    readonly record struct Annotation(long Number, long ImageId, long CategoryId, Box Box, double Area, bool IsCrowd, bool IsIgnored, ObjectMask? Mask);

    public void Read()
    {
        using var json = new JsonStream(files.Open(file), files.FullPath(file));
        json.Read();
        foreach (var key in json.Properties())
        {
            if (json.Type != JsonTokenType.StartArray)
                continue;
            if (key == "images")
                ReadImages(json);
            else if (key == "categories")
                ReadCategories(json);
            else if (key == "annotations")
                ReadAnnotations(json);
        }

        json.Read(); // nothing may follow the object
        if (textIds.Count > 0)
            files.Notes.Add(AnnotationFindingKind.TextIds, file, $"such as '{textIds.GetAt(0).Key}'");
        AddClasses();
        AddObjects();
        if (textIds.Count == 0)
            ShiftedClasses.Note(files, file, [.. categories.Select(category => category.Id)], annotations.Select(annotation => annotation.CategoryId).Where(id => id != NoCategory));
        raw.Images.AddRange(images.Values);
    }

    void ReadImages(JsonStream json)
    {
        foreach (var index in json.Elements())
        {
            var (id, name, width, height) = ((long?)null, "", double.NaN, double.NaN);
            foreach (var key in json.Properties())
            {
                if (key == "id")
                    id = Id(json);
                else if (key == "file_name")
                    name = json.TextOrNumber() ?? "";
                else if (key == "width")
                    width = json.Number();
                else if (key == "height")
                    height = json.Number();
                else if (key == "coco_url" && name.Length == 0)
                    name = json.Text() ?? "";
            }

            if (id is not { } known || name.Length == 0)
                throw json.Fault($"image {index} of the list has no {(name.Length == 0 ? "file_name" : "id")}");
            var split = files.SplitOf(file) ?? (files.Single is null ? SplitFolders.InFolders(ImageLookup.Normalize(name)) : null);
            if (!images.TryAdd(known, new(name, file) { Id = Own(known), Width = width, Height = height, Split = split }))
                throw json.Fault($"two images have the id {Shown(known)}");
        }
    }

    void ReadCategories(JsonStream json)
    {
        foreach (var index in json.Elements())
        {
            var (id, name, parent) = ((long?)null, "", (string?)null);
            foreach (var key in json.Properties())
            {
                if (key == "id")
                    id = Id(json);
                else if (key == "name")
                    name = json.TextOrNumber() ?? "";
                else if (key == "supercategory" && json.Type == JsonTokenType.String)
                    parent = json.Text();
            }

            if (id is not { } known || name.Length == 0)
                throw json.Fault($"category {index} of the list has no {(name.Length == 0 ? "name" : "id")}");
            categories.Add((known, name, parent));
        }
    }

    void ReadAnnotations(JsonStream json)
    {
        var outline = new List<double>();
        foreach (var index in json.Elements())
        {
            var (id, image, category, numbers) = ((long?)null, (long?)null, (long?)null, (List<double>?)null);
            var (area, isCrowd, isIgnored, shape) = (0.0, false, false, (CocoSegmentation?)null);
            foreach (var key in json.Properties())
            {
                switch (key)
                {
                    case "id": id = json.Id(); break;
                    case "image_id": image = Id(json); break;
                    case "category_id": category = Id(json); break;
                    case "bbox" when json.Type == JsonTokenType.StartArray: numbers = json.Numbers(); break;
                    case "area": area = json.Number(); break;
                    case "iscrowd": isCrowd = json.Flag(); break;
                    case "ignore": isIgnored = json.Flag(); break;
                    case "segmentation": shape = CocoSegmentation.Read(json, files.Options.ReadsMasks, outline); break;
                }
            }

            if (image is not { } imageId)
                throw json.Fault($"annotation {id ?? index} has no image_id");
            // Captions and labels of whole images have neither.
            if (BoxOf(numbers, shape) is { } box)
                annotations.Add(new(id ?? index, imageId, category ?? NoCategory, box, area, isCrowd, isIgnored, shape?.Mask));
        }
    }

    static Box? BoxOf(List<double>? numbers, CocoSegmentation? shape) => numbers switch
    {
        [var x, var y, var width, var height] => new(x, y, x + width, y + height),
        { Count: > 0 } => new(double.NaN, double.NaN, double.NaN, double.NaN),
        _ => shape?.Bounds,
    };

    /// <summary>In the order of their ids. A category 0 that only stands above the others, as Roboflow writes it, is none.</summary>
    void AddClasses()
    {
        var used = annotations.Select(annotation => annotation.CategoryId).ToHashSet();
        foreach (var (id, name, parent) in categories.OrderBy(category => category.Id))
        {
            if (id == 0 && !used.Contains(0) && categories.Exists(other => other.Id != 0 && other.Parent == name))
                continue;
            if (!raw.AddClass(name, Own(id)))
                files.Notes.Add(AnnotationFindingKind.OtherClassIds, name, $"{Shown(id)} in {file}");
        }
    }

    void AddObjects()
    {
        var names = new Dictionary<long, string>(categories.Count);
        foreach (var (id, name, _) in categories)
        {
            if (!names.TryAdd(id, name) && names[id] != name)
                throw files.Fault(file, $"two categories have the id {Shown(id)}: '{names[id]}' and '{name}'.");
        }

        foreach (var annotation in annotations)
        {
            var name = names.GetValueOrDefault(annotation.CategoryId);
            var text = name ?? (annotation.CategoryId == NoCategory ? "no category" : $"category {Shown(annotation.CategoryId)}");
            if (images.TryGetValue(annotation.ImageId, out var image))
            {
                image.Objects.Add(new(text, annotation.Box, annotation.Number)
                {
                    IsUnknownClass = name is null,
                    IsCrowd = annotation.IsCrowd,
                    IsDifficult = annotation.IsIgnored && !annotation.IsCrowd,
                    Area = annotation.Area,
                    Mask = annotation.Mask,
                });
            }
            else
            {
                raw.Faults.Add(new(BoxFaultKind.UnknownImage, $"image {Shown(annotation.ImageId)}", file, $"annotation {annotation.Number}", text, annotation.Box, null));
            }
        }
    }

    /// <summary>The id of the file; none where it is a text.</summary>
    static long? Own(long id) => IsOfText(id) ? null : id;

    static bool IsOfText(long id) => id is > NoCategory and < -JsonStream.MaxId;

    /// <summary>An id as the file has it.</summary>
    string Shown(long id) => IsOfText(id) ? $"'{PrintableText.Line(textIds.GetAt((int)(id - NoCategory - 1)).Key, 80)}'" : id.ToString(CultureInfo.InvariantCulture);

    /// <summary>An id; each other text gets a number that no id of the file can have.</summary>
    long? Id(JsonStream json)
    {
        if (json.Id() is { } id)
            return id;
        if (json.Type != JsonTokenType.String || json.Text() is not { Length: > 0 } text)
            return null;
        if (!textIds.TryGetValue(text, out var made))
            textIds[text] = made = NoCategory + 1 + textIds.Count;
        return made;
    }
}
