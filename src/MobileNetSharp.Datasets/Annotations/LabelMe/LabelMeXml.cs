using System.Xml.Linq;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.LabelMe;

/// <summary>An XML file of the LabelMe web tool: polygons, or a box around a mask. http://labelme.csail.mit.edu/Release3.0/</summary>
static class LabelMeXml
{
    public static RawImage Read(AnnotationFiles files, string file)
    {
        var (reference, folder, width, height, number) = ("", "", double.NaN, double.NaN, 0);
        var objects = new List<RawObject>();
        foreach (var element in XmlFile.Elements(files, file, "annotation"))
        {
            if (element.Name.LocalName == "filename")
                reference = element.Value.Trim();
            else if (element.Name.LocalName == "folder")
                folder = element.Value.Trim();
            else if (element.Name.LocalName == "imagesize")
                (width, height) = (element.Number("ncols"), element.Number("nrows"));
            else if (element.Name.LocalName == "object" && ++number > 0 && element.Text("deleted") != "1")
                objects.Add(Object(element, number, files.Options.ReadsMasks));
        }

        var stem = ImageLookup.Stem(file);
        reference = reference.Length > 0 ? reference : stem;
        return new(folder.Length > 0 ? $"{folder}/{reference}" : reference, file) { OwnName = stem, Width = width, Height = height, Split = files.SplitOfFolder(file), Objects = objects };
    }

    static RawObject Object(XElement element, int number, bool keepsMask)
    {
        var name = element.Text("name") ?? "";
        List<double> points = [.. element.Element("polygon")?.Elements("pt").SelectMany(point => new[] { point.Number("x"), point.Number("y") }) ?? []];
        var box = points.Count > 0 || element.Element("segm")?.Element("box") is not { } stated
            ? Outlines.Around(points)
            : new Box(stated.Number("xmin"), stated.Number("ymin"), stated.Number("xmax"), stated.Number("ymax"));
        return new(name, box, number) { IsUnknownClass = name.Length == 0, Mask = keepsMask && points.Count > 0 ? Outlines.Mask([points]) : null };
    }
}
