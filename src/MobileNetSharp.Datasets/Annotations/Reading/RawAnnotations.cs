using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>What the annotation files say, before it is compared with the images.</summary>
sealed class RawAnnotations
{
    readonly Dictionary<string, long?> known = new(StringComparer.Ordinal);

    public List<RawImage> Images { get; } = [];

    /// <summary>Boxes without an image.</summary>
    public List<BoxFault> Faults { get; } = [];

    /// <summary>In the files' own order where they have one.</summary>
    public List<AnnotatedClass> Classes { get; } = [];

    /// <summary>Whether boxes are shares of the image.</summary>
    public bool IsRelative { get; set; }

    /// <summary>What the four numbers of a box are.</summary>
    public BoxNumbers Numbers { get; init; }

    /// <summary>What <see cref="RawObject.Number"/> counts.</summary>
    public string ObjectNoun { get; set; } = "object";

    /// <summary>Whether an image that the format does not mention shows background.</summary>
    public bool UnannotatedAreNegative { get; set; }

    /// <summary>Whether the files list all images that belong to the data set, so that others are not missing an annotation.</summary>
    public bool ListsImages { get; set; }

    /// <summary>Names of images, without folder and extension, of which something was said already.</summary>
    public HashSet<string> Mentioned { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a class unless it is known; false where another file gave it another id.</summary>
    public bool AddClass(string name, long? id = null)
    {
        if (known.TryAdd(name, id))
        {
            Classes.Add(new(name, id));
            return true;
        }

        return id is null || known[name] == id;
    }

    /// <summary>Gives classes, and their objects, other names; one whose new name another class has keeps its own.</summary>
    public void RenameClasses(IEnumerable<(string Name, string NewName)> names)
    {
        var renamed = names.Where(pair => known.ContainsKey(pair.Name) && known.TryAdd(pair.NewName, known[pair.Name])).ToDictionary(StringComparer.Ordinal);
        if (renamed.Count == 0)
            return;
        for (var i = 0; i < Classes.Count; i++)
            Classes[i] = Classes[i] with { Name = renamed.GetValueOrDefault(Classes[i].Name, Classes[i].Name) };
        foreach (var box in Images.SelectMany(image => image.Objects))
            box.ClassName = renamed.GetValueOrDefault(box.ClassName, box.ClassName);
    }

    /// <summary>Takes the classes from the objects, in ordinal order, after those that a file lists.</summary>
    public void AddUsedClasses()
    {
        foreach (var name in Images.SelectMany(image => image.Objects).Where(box => !box.IsUnknownClass).Select(box => box.ClassName).Distinct().Order(StringComparer.Ordinal).ToArray())
            AddClass(name);
    }
}

/// <summary>An image as an annotation file describes it.</summary>
/// <param name="reference">The name that the file gives it.</param>
/// <param name="file">The annotation file, from the data set's folder.</param>
sealed class RawImage(string reference, string file)
{
    public string Reference => reference;

    public string File => file;

    /// <summary>Another name by which to look for the image first, such as that of the annotation file.</summary>
    public string? OwnName { get; init; }

    /// <summary>The image, where the reader knows it.</summary>
    public string? ImageName { get; init; }

    /// <summary>The image, where it is inside another file.</summary>
    public ImageSource? Embedded { get; init; }

    public double Width { get; init; }

    public double Height { get; init; }

    public Split? Split { get; set; }

    public long? Id { get; init; }

    public List<RawObject> Objects { get; init; } = [];
}

/// <summary>An object as an annotation file describes it.</summary>
sealed class RawObject(string className, Box box, long number)
{
    public string ClassName { get; set; } = className;

    /// <summary>Whether the class's name is one that the data set does not have, or only a number.</summary>
    public bool IsUnknownClass { get; init; }

    public Box Box { get; set; } = box;

    /// <summary>Which one it is in its file.</summary>
    public long Number => number;

    public bool IsCrowd { get; init; }

    public bool IsDifficult { get; init; }

    public double Area { get; init; }

    public ObjectMask? Mask { get; set; }
}
