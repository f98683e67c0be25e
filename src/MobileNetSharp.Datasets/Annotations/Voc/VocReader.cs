using System.Xml.Linq;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Voc;

/// <summary>
/// Reads Pascal VOC: an XML file for each image, with the objects' corners in pixels from 1, the last included; tools that write
/// pixels from 0 are recognized by a box that begins there. http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
/// </summary>
static class VocReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) => XmlKinds.Find(files, XmlKind.Voc);

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { Numbers = BoxNumbers.Corners };
        foreach (var name in found)
            files.Try(name, () => raw.Images.Add(Image(files, name)));
        ImageSets.Read(files)?.Apply(files, raw);
        raw.AddUsedClasses();
        CountFrom(files, raw);
        return raw;
    }

    static RawImage Image(AnnotationFiles files, string name)
    {
        var (reference, width, height) = ("", double.NaN, double.NaN);
        var objects = new List<RawObject>();
        foreach (var element in XmlFile.Elements(files, name, "annotation"))
        {
            if (element.Name.LocalName == "filename")
                reference = element.Value.Trim();
            else if (element.Name.LocalName == "size")
                (width, height) = (element.Number("width"), element.Number("height"));
            else if (element.Name.LocalName == "object" && element.Element("bndbox") is { } box)
                objects.Add(Object(element, box, objects.Count + 1));
        }

        var stem = ImageLookup.Stem(name);
        return new(reference.Length > 0 ? reference : stem, name) { OwnName = stem, Width = width, Height = height, Split = files.SplitOfFolder(name), Objects = objects };
    }

    static RawObject Object(XElement element, XElement box, int number)
    {
        var name = element.Text("name") ?? "";
        return new(name, new Box(box.Number("xmin"), box.Number("ymin"), box.Number("xmax"), box.Number("ymax")), number)
        {
            IsUnknownClass = name.Length == 0,
            IsDifficult = element.Number("difficult") > 0,
        };
    }

    /// <summary>Pixels from 1, the last included, become edges; what counts from 0 is edges already, as labelImg and Roboflow write it.</summary>
    static void CountFrom(AnnotationFiles files, RawAnnotations raw)
    {
        var boxes = raw.Images.SelectMany(image => image.Objects);
        if (boxes.All(box => !(box.Box.Right > 1.001) && !(box.Box.Bottom > 1.001)))
            return; // shares of the image
        var first = files.Options.FirstPixel ?? (boxes.Any(box => box.Box.Area > 0 && (box.Box.Left is >= 0 and < 1 || box.Box.Top is >= 0 and < 1)) ? 0 : 1);
        if (first == 0)
        {
            if (files.Options.FirstPixel is null)
                files.Notes.Add(AnnotationFindingKind.PixelsFromZero, files.Given);
            return;
        }

        foreach (var box in boxes)
            box.Box = ToEdges(box.Box);
    }

    /// <summary>The pixel that a box begins with is the one at its smaller corner, also where corners are exchanged.</summary>
    static Box ToEdges(Box box) => new(
        box.Left <= box.Right ? box.Left - 1 : box.Left, box.Top <= box.Bottom ? box.Top - 1 : box.Top,
        box.Left <= box.Right ? box.Right : box.Right - 1, box.Top <= box.Bottom ? box.Bottom : box.Bottom - 1);
}
