using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.Coco;

/// <summary>
/// Reads COCO's JSON, also as Roboflow and mmdetection lay it out. Files are read as a stream: what stays in memory are boxes, and
/// outlines where they are asked for. https://cocodataset.org/#format-data
/// </summary>
static class CocoReader
{
    /// <summary>Other files of COCO, of the same images.</summary>
    static readonly string[] OtherTasks = ["captions_", "person_keypoints_", "panoptic_", "stuff_", "labels_", "image_info_"];

    public static IReadOnlyList<string> Find(AnnotationFiles files)
    {
        var found = JsonKindText.Find(files, JsonKind.Coco);
        string[] instances = [.. found.Where(name => !OtherTasks.Any(task => ImageLookup.FileName(name).StartsWith(task, StringComparison.OrdinalIgnoreCase)))];
        return instances.Length > 0 ? instances : found;
    }

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { ObjectNoun = "annotation", Numbers = BoxNumbers.CornerAndSize };
        foreach (var name in found)
            files.Try(name, () => new CocoFile(files, raw, name).Read());
        return raw;
    }
}
