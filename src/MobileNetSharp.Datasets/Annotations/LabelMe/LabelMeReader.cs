using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.LabelMe;

/// <summary>Reads LabelMe: a JSON file for each image (https://github.com/wkentaro/labelme), or the XML files of the older web tool of MIT.</summary>
static class LabelMeReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) => [.. JsonKindText.Find(files, JsonKind.LabelMe), .. XmlKinds.Find(files, XmlKind.LabelMe)];

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { ObjectNoun = "shape" };
        foreach (var name in found)
        {
            files.Try(name, () => raw.Images.Add(
                name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? LabelMeXml.Read(files, name) : new LabelMeJson(files, name).Read()));
        }

        raw.AddUsedClasses();
        return raw;
    }
}
