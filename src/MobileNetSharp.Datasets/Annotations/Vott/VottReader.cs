using System.Text.Json;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Vott;

/// <summary>
/// Reads Microsoft VoTT 2: the JSON export with all assets, or the files of the single assets. A region with several tags is an
/// object of each. https://github.com/microsoft/VoTT
/// </summary>
static class VottReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) => JsonKindText.Find(files, JsonKind.Vott);

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { ObjectNoun = "region" };
        foreach (var name in found)
            files.Try(name, () => ReadFile(files, raw, name));
        raw.AddUsedClasses();
        return raw;
    }

    static void ReadFile(AnnotationFiles files, RawAnnotations raw, string name)
    {
        using var json = new JsonStream(files.Open(name), files.FullPath(name));
        var single = new VottAsset();
        var images = new List<RawImage>();
        json.Read();
        foreach (var key in json.Properties())
        {
            if (key == "tags" && json.Type == JsonTokenType.StartArray)
                ReadTags(json, raw);
            else if (key == "assets" && json.Type == JsonTokenType.StartObject)
            {
                foreach (var _ in json.Properties(isMap: true))
                {
                    var asset = new VottAsset();
                    if (json.Type == JsonTokenType.StartObject)
                        asset.Read(json);
                    if (asset.Image(files, name) is { } image)
                        images.Add(image);
                }
            }
            else
            {
                single.ReadProperty(json, key);
            }
        }

        if (single.Image(files, name) is { } only)
            images.Add(only);
        raw.Images.AddRange(images);
    }

    static void ReadTags(JsonStream json, RawAnnotations raw)
    {
        foreach (var _ in json.Elements())
        {
            foreach (var key in json.Type == JsonTokenType.StartObject ? json.Properties() : [])
            {
                if (key == "name" && json.Type == JsonTokenType.String && json.Text() is { Length: > 0 } name)
                    raw.AddClass(name);
            }
        }
    }
}

/// <summary>An asset of VoTT: an image, or a frame of a video, and its regions.</summary>
sealed class VottAsset
{
    readonly List<RawObject> objects = [];
    string name = "", path = "";
    double width = double.NaN, height = double.NaN;
    int regions;

    public void Read(JsonStream json)
    {
        foreach (var key in json.Properties())
            ReadProperty(json, key);
    }

    public void ReadProperty(JsonStream json, string key)
    {
        if (key == "asset" && json.Type == JsonTokenType.StartObject)
        {
            foreach (var inner in json.Properties())
                ReadAsset(json, inner);
        }
        else if (key == "regions" && json.Type == JsonTokenType.StartArray)
        {
            foreach (var _ in json.Elements())
            {
                regions++;
                if (json.Type == JsonTokenType.StartObject)
                    ReadRegion(json);
            }
        }
    }

    /// <summary>The image; null where there is none. Names come with their address, paths with escapes.</summary>
    public RawImage? Image(AnnotationFiles files, string file)
    {
        if (name.Length == 0 && path.Length == 0)
            return null;
        var reference = path.Length > 0 && ImageLookup.FileName(ImageLookup.Normalize(path)) is { Length: > 0 } ? path : Uri.UnescapeDataString(name);
        return new(reference, file) { OwnName = name.Length > 0 ? Uri.UnescapeDataString(name) : null, Width = width, Height = height, Split = files.SplitOf(file), Objects = objects };
    }

    void ReadAsset(JsonStream json, string key)
    {
        if (key == "name" && json.Type == JsonTokenType.String)
            name = json.Text()!;
        else if (key == "path" && json.Type == JsonTokenType.String)
            path = json.Text()!;
        else if (key == "size" && json.Type == JsonTokenType.StartObject)
            (width, height) = ReadPair(json, "width", "height");
    }

    void ReadRegion(JsonStream json)
    {
        var (tags, points) = (new List<string>(), new List<double>());
        Box? box = null;
        foreach (var key in json.Properties())
        {
            if (key == "tags" && json.Type == JsonTokenType.StartArray)
            {
                foreach (var _ in json.Elements())
                    tags.Add(json.TextOrNumber() ?? "");
            }
            else if (key == "boundingBox" && json.Type == JsonTokenType.StartObject)
            {
                box = ReadBox(json);
            }
            else if (key == "points" && json.Type == JsonTokenType.StartArray)
            {
                foreach (var _ in json.Elements())
                {
                    if (json.Type == JsonTokenType.StartObject && ReadPair(json, "x", "y") is var (x, y))
                        points.AddRange([x, y]);
                }
            }
        }

        foreach (var tag in tags.Count > 0 ? tags : [""])
            objects.Add(new(tag, box ?? Outlines.Around(points), regions) { IsUnknownClass = tag.Length == 0 });
    }

    static Box ReadBox(JsonStream json)
    {
        var (left, top, width, height) = (double.NaN, double.NaN, double.NaN, double.NaN);
        foreach (var key in json.Properties())
        {
            switch (key)
            {
                case "left": left = json.Number(); break;
                case "top": top = json.Number(); break;
                case "width": width = json.Number(); break;
                case "height": height = json.Number(); break;
            }
        }

        return new(left, top, left + width, top + height);
    }

    static (double First, double Second) ReadPair(JsonStream json, string first, string second)
    {
        var pair = (First: double.NaN, Second: double.NaN);
        foreach (var key in json.Properties())
        {
            if (key == first)
                pair.First = json.Number();
            else if (key == second)
                pair.Second = json.Number();
        }

        return pair;
    }
}
