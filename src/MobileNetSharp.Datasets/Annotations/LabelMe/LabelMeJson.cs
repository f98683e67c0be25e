using System.Text.Json;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.LabelMe;

/// <summary>A JSON file of LabelMe: shapes of an image, which may be inside the file too.</summary>
sealed class LabelMeJson(AnnotationFiles files, string file)
{
    sealed record Shape(string Label, string Kind, List<double> Points, string? Group, bool IsDifficult);

    public RawImage Read()
    {
        using var json = new JsonStream(files.Open(file), files.FullPath(file));
        var (reference, width, height) = ("", double.NaN, double.NaN);
        ImageSource? inside = null;
        List<Shape> shapes = [];
        json.Read();
        foreach (var key in json.Properties())
        {
            if (key == "shapes" && json.Type == JsonTokenType.StartArray)
                shapes = ReadShapes(json);
            else if (key == "imagePath" && json.Type == JsonTokenType.String)
                reference = json.Text()!;
            else if (key == "imageWidth")
                width = json.Number();
            else if (key == "imageHeight")
                height = json.Number();
            else if (key == "imageData" && json.Type == JsonTokenType.String && json.TextPlace is { Length: > 0 } place)
                inside = new(files.FullPath(file)) { Offset = place.Start, Length = place.Length, IsBase64 = true };
        }

        var stem = ImageLookup.Stem(file);
        if (reference.Length == 0)
            reference = stem;
        var split = files.SplitOfFolder(file);
        var isThere = files.Images.Find(reference, file, split).Count > 0 || files.Images.Find(stem, file, split).Count > 0;
        return new(reference, file)
        {
            OwnName = stem,
            Width = width,
            Height = height,
            Split = split,
            Embedded = isThere ? null : inside,
            Objects = Objects(shapes),
        };
    }

    static List<Shape> ReadShapes(JsonStream json)
    {
        var shapes = new List<Shape>();
        foreach (var _ in json.Elements())
        {
            var (label, kind, points, group, isDifficult) = ("", "polygon", new List<double>(), (string?)null, false);
            foreach (var key in json.Properties())
            {
                if (key == "label")
                    label = json.TextOrNumber() ?? "";
                else if (key == "shape_type" && json.Type == JsonTokenType.String)
                    kind = json.Text()!;
                else if (key == "points" && json.Type == JsonTokenType.StartArray)
                    points = ReadPoints(json);
                else if (key == "group_id" && json.Type is JsonTokenType.Number or JsonTokenType.String)
                    group = json.TextOrNumber();
                else if (key == "difficult" && json.Type is JsonTokenType.True)
                    isDifficult = true;
            }

            shapes.Add(new(label, kind, points, group, isDifficult));
        }

        return shapes;
    }

    static List<double> ReadPoints(JsonStream json)
    {
        var points = new List<double>();
        foreach (var _ in json.Elements())
        {
            if (json.Type == JsonTokenType.StartArray)
                points.AddRange(json.Numbers().Take(2));
        }

        return points;
    }

    /// <summary>Shapes with one label and one group number are the parts of an object.</summary>
    List<RawObject> Objects(List<Shape> shapes)
    {
        var objects = new List<RawObject>();
        var groups = new Dictionary<(string, string), RawObject>();
        for (var index = 0; index < shapes.Count; index++)
        {
            var shape = shapes[index];
            if (BoxOf(shape) is not { } box)
            {
                files.Notes.Add(AnnotationFindingKind.SkippedShape, shape.Kind, $"in {file}");
                continue;
            }

            var mask = files.Options.ReadsMasks && shape.Kind == "polygon" ? Outlines.Mask([shape.Points]) : null;
            if (shape.Group is { } group && groups.TryGetValue((shape.Label, group), out var first))
            {
                first.Box = Outlines.Around(first.Box, box);
                first.Mask = first.Mask is PolygonMask one && mask is not null ? new PolygonMask([.. one.Outlines, .. mask.Outlines]) : null;
                continue;
            }

            objects.Add(new(shape.Label, box, index + 1) { IsUnknownClass = shape.Label.Length == 0, IsDifficult = shape.IsDifficult, Mask = mask });
            if (shape.Group is { } newGroup)
                groups[(shape.Label, newGroup)] = objects[^1];
        }

        return objects;
    }

    static Box? BoxOf(Shape shape) => shape.Kind switch
    {
        "rectangle" or "polygon" or "mask" or "rotation" or "oriented_rectangle" => Outlines.Around(shape.Points),
        "circle" when shape.Points is [var x, var y, var edgeX, var edgeY] && Math.Sqrt(((edgeX - x) * (edgeX - x)) + ((edgeY - y) * (edgeY - y))) is var radius => Box.FromCenter(x, y, 2 * radius, 2 * radius),
        "circle" => new(double.NaN, double.NaN, double.NaN, double.NaN),
        _ => null,
    };
}
