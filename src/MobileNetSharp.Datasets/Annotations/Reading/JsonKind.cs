namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>What a JSON file of annotations is.</summary>
enum JsonKind
{
    None,
    Coco,
    LabelMe,
    Vott,
}

/// <summary>Tells the JSON formats apart by how the files begin.</summary>
static class JsonKindText
{
    public static IReadOnlyList<string> Find(AnnotationFiles files, JsonKind kind) => [.. files.JsonKinds.Where(pair => pair.Value == kind).Select(pair => pair.Key)];

    public static JsonKind KindOf(string text)
    {
        if (!text.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith('{'))
            return JsonKind.None;
        if (Has("shapes") && (Has("imagePath") || Has("imageData") || Has("shape_type") || Has("points")))
            return JsonKind.LabelMe;
        if ((Has("assets") && (Has("tags") || Has("regions") || Has("videoSettings"))) || (Has("asset") && Has("regions")))
            return JsonKind.Vott;
        return Has("images") && (Has("file_name") || Has("annotations") || Has("categories")) || (Has("annotations") && Has("bbox") && Has("image_id")) ? JsonKind.Coco : JsonKind.None;

        bool Has(string key) => text.Contains($"\"{key}\"", StringComparison.Ordinal);
    }
}
