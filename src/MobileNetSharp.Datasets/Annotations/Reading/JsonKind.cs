namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>What a JSON file of annotations is.</summary>
enum JsonKind
{
    None,
    Coco,
    LabelMe,
    Vott,
}

/// <summary>Tells the JSON formats apart by the names in the file's object, wherever they are: an image inside the file may come before them.</summary>
static class JsonKindText
{
    public static IReadOnlyList<string> Find(AnnotationFiles files, JsonKind kind) => [.. files.JsonKinds.Where(pair => pair.Value == kind).Select(pair => pair.Key)];

    public static JsonKind KindOf(AnnotationFiles files, string file)
    {
        var beginning = files.Beginning(file);
        if (!beginning.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith('{'))
            return JsonKind.None;
        using var stream = files.Open(file);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        // Of a file of anything, the first names show it.
        foreach (var key in JsonKeys.Of(stream).Take(1000))
        {
            if (keys.Add(key) && KindOf(keys, beginning) is var kind && kind != JsonKind.None)
                return kind;
        }

        return JsonKind.None;
    }

    static JsonKind KindOf(HashSet<string> keys, string beginning)
    {
        if (Has("shapes") && (Has("imagePath") || Has("imageData") || Mentions("shape_type") || Mentions("points")))
            return JsonKind.LabelMe;
        if ((Has("assets") && (Has("tags") || Has("videoSettings") || Mentions("regions"))) || (Has("asset") && Has("regions")))
            return JsonKind.Vott;
        return Has("images") && (Has("annotations") || Has("categories") || Mentions("file_name")) || (Has("annotations") && Mentions("bbox") && Mentions("image_id")) ? JsonKind.Coco : JsonKind.None;

        bool Has(string key) => keys.Contains(key);
        bool Mentions(string key) => beginning.Contains($"\"{key}\"", StringComparison.Ordinal);
    }
}
