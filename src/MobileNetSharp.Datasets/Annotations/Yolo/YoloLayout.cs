using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>Which images a YOLO data set has, in which split, and the names of its classes: data.yaml, Darknet's obj.data, or the folders alone.</summary>
sealed class YoloLayout
{
    const long MaxDescriptionBytes = 16 << 20;

    static readonly string[] NameFiles = ["classes.txt", "obj.names", "_darknet.labels", "predefined_classes.txt", "labels.txt", "names.txt"];

    static readonly (string Key, Split Split)[] Splits =
        [("train", Split.Train), ("val", Split.Validation), ("valid", Split.Validation), ("validation", Split.Validation), ("test", Split.Test)];

    readonly AnnotationFiles files;
    readonly string? description;
    readonly Dictionary<string, List<(string Key, string Value)>> keys;
    HashSet<string>? folders;

    YoloLayout(AnnotationFiles files, string? description, Dictionary<string, List<(string, string)>> keys) =>
        (this.files, this.description, this.keys) = (files, description, keys);

    /// <summary>The classes by index; null where the data set only has numbers.</summary>
    public IReadOnlyDictionary<int, string>? Names { get; private set; }

    /// <summary>Whether five numbers are the box and the rest key points.</summary>
    public bool HasKeyPoints => keys.ContainsKey("kpt_shape");

    /// <summary>The names of the images; a split where the data set has one.</summary>
    public List<(string Image, Split? Split)> Images { get; } = [];

    public static bool IsYaml(string name) => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>The description nearest to the root; null where there is none.</summary>
    public static string? FindDescription(AnnotationFiles files) =>
        files.Candidates(".yaml", ".yml").Concat(files.Candidates(".data")).Where(name => IsDescription(files, name))
            .OrderBy(name => name.Count(c => c == '/')).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();

    public static YoloLayout Read(AnnotationFiles files)
    {
        var description = FindDescription(files);
        var layout = new YoloLayout(files, description, description is null ? [] : Parse(files, description, key => throw files.Fault(description, $"'{PrintableText.Line(key, 80)}' is there twice.")));
        layout.Names = layout.ReadNames();
        layout.CompareCount();
        layout.AddImages();
        return layout;
    }

    /// <summary>What a line of a list of names says; null for a file that lists none.</summary>
    static Dictionary<int, string>? ReadNameList(AnnotationFiles files, string file)
    {
        var names = new Dictionary<int, string>();
        foreach (var (_, text) in files.Lines(file))
            names[names.Count] = text.Trim('\uFEFF', ' ', '\t');
        while (names.Count > 0 && names[names.Count - 1].Length == 0)
            names.Remove(names.Count - 1);
        return names.Count > 0 ? names : null;
    }

    static bool IsDescription(AnnotationFiles files, string name)
    {
        try
        {
            var keys = Parse(files, name, repeated: _ => { });
            return (keys.ContainsKey("names") && (!IsYaml(name) || keys.Keys.Any(key => key is "path" or "nc" || Array.Exists(Splits, split => split.Key == key))))
                || (!IsYaml(name) && keys.ContainsKey("train") && keys.ContainsKey("classes"));
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    static Dictionary<string, List<(string Key, string Value)>> Parse(AnnotationFiles files, string name, Action<string> repeated)
    {
        if (new FileInfo(files.FullPath(name)).Length > MaxDescriptionBytes)
            throw files.Fault(name, "is too long for a description of a data set.");
        var lines = files.Lines(name).Select(line => line.Text.TrimStart('\uFEFF'));
        if (IsYaml(name))
            return YamlText.Parse(lines, repeated);
        var keys = new Dictionary<string, List<(string, string)>>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && !keys.TryAdd(line[..equals].Trim(), [("", line[(equals + 1)..].Trim())]))
                repeated(line[..equals].Trim());
        }

        return keys;
    }

    Dictionary<int, string>? ReadNames()
    {
        if (keys.TryGetValue("names", out var entries) && entries.Count > 0)
        {
            if (entries is not [{ Key: "" }])
                return NumberedNames(entries);

            // Darknet's obj.data, or a path instead of the names.
            if (FindFile(entries[0].Value) is { } list)
                return ReadNameList(files, list);
        }

        var found = files.Names.Where(name => NameFiles.Contains(ImageLookup.FileName(name), StringComparer.OrdinalIgnoreCase) || name.EndsWith(".names", StringComparison.OrdinalIgnoreCase));
        return found.OrderBy(name => (Array.FindIndex(NameFiles, file => file.Equals(ImageLookup.FileName(name), StringComparison.OrdinalIgnoreCase)) & int.MaxValue, name.Count(c => c == '/')))
            .Select(name => ReadNameList(files, name)).FirstOrDefault(names => names is not null);
    }

    /// <summary>Notes a number of classes (Darknet: classes) that is not that of the names.</summary>
    void CompareCount()
    {
        if ((keys.GetValueOrDefault("nc") ?? keys.GetValueOrDefault("classes")) is [{ Key: "", Value: var text }] && IsNumber(text, out var count) && Names is { } names && names.Count != count)
            files.Notes.Add(AnnotationFindingKind.OtherClassCount, description!, $"{count} classes, {names.Count} names");
    }

    Dictionary<int, string> NumberedNames(List<(string Key, string Value)> entries)
    {
        var names = new Dictionary<int, string>(entries.Count);
        foreach (var (key, name) in entries)
        {
            if (!IsNumber(key, out var index))
                throw files.Fault(description!, "the keys of 'names' are not numbers.");
            if (!names.TryAdd(index, name))
                throw files.Fault(description!, $"'names' has the key {index} twice: '{PrintableText.Line(names[index], 80)}' and '{PrintableText.Line(name, 80)}'.");
        }

        return names;
    }

    void AddImages()
    {
        if (Bases() is [var named, _])
            new ForeignFolder(files, description!, named).Include(Splits.SelectMany(split => keys.GetValueOrDefault(split.Key) ?? []).Select(entry => ImagePath(entry.Value)));
        if (keys.GetValueOrDefault("path") is [{ Key: "", Value: var path }] && ForeignFolder.IsShare(path))
            files.Notes.Add(AnnotationFindingKind.MissingPath, description!, $"path: {path}: folders of other machines are not read");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, split) in Splits)
        {
            foreach (var (_, value) in keys.GetValueOrDefault(key) ?? [])
            {
                if (value.Length == 0)
                    continue;
                foreach (var image in Entry(key, value))
                {
                    if (seen.Add(image))
                        Images.Add((image, split));
                    else
                        files.Notes.Add(AnnotationFindingKind.InTwoSplits, image, $"in {description}");
                }
            }
        }

        if (Images.Count == 0)
            Images.AddRange(files.Images.All.Select(image => (image, SplitFolders.InFolders(image))));
    }

    /// <summary>The folders from which paths count: the one that the description names, and its own.</summary>
    string[] Bases()
    {
        var own = Path.GetFullPath(Path.Combine(files.Root, Path.GetDirectoryName(description) ?? ""));
        return keys.GetValueOrDefault("path") is [{ Key: "", Value: { Length: > 0 } path }] && !ForeignFolder.IsShare(path) ? [Path.GetFullPath(ImageLookup.Normalize(path), own), own] : [own];
    }

    static string ImagePath(string value) => ImageLookup.Normalize(value).TrimEnd('/', '*');

    /// <summary>The images of a folder, or of a list.</summary>
    IEnumerable<string> Entry(string key, string value)
    {
        var path = ImagePath(value);
        if (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
            return FindFile(path) is { } list ? Listed(list) : Missing();
        if (FolderPaths.Find(files.Root, folders ??= FolderPaths.WithImages(files), path, Bases()) is not { } folder)
            return Missing();
        if (!folder.IsExact)
            files.Notes.Add(AnnotationFindingKind.RepairedPath, description!, $"{key}: {value} is taken as {folder.Name}");
        var prefix = folder.Name == "." ? "" : folder.Name + "/";
        return files.Images.All.Where(image => image.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        IEnumerable<string> Missing()
        {
            if (key == "train")
                throw files.Fault(description!, $"{key}: {value}: no such folder or list; expected a folder of images, such as train/images.");
            files.Notes.Add(AnnotationFindingKind.MissingPath, description!, $"{key}: {value}");
            return [];
        }
    }

    IEnumerable<string> Listed(string list)
    {
        foreach (var (_, text) in files.Lines(list))
        {
            if (text.Trim() is not { Length: > 0 } reference)
                continue;
            var found = files.Images.Find(reference, list, null);
            if (found.Count == 1)
                yield return found[0];
            else
                files.Notes.Add(found.Count == 0 ? AnnotationFindingKind.MissingImage : AnnotationFindingKind.AmbiguousImage, reference, $"in {list}");
        }
    }

    /// <summary>The file of the data set that has most folders of a path in common.</summary>
    string? FindFile(string path)
    {
        var candidates = files.Names.Where(name => ImageLookup.FileName(name).Equals(ImageLookup.FileName(path), StringComparison.OrdinalIgnoreCase) && !ImageFiles.IsImage(name)).ToList();
        if (candidates.Count == 0)
            return null;
        var folders = ImageLookup.Folders(ImageLookup.Normalize(path));
        return ImageLookup.Best(candidates, name => (ImageLookup.CommonEnd(ImageLookup.Folders(name), folders), -name.Count(c => c == '/')))[0];
    }
}
