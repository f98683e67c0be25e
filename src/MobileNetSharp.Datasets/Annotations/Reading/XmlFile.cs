using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>XML of any origin: no DTD, no entities that it declares, nothing outside the file.</summary>
static class XmlFile
{
    /// <summary>The elements of the root that have one of these names, or all, one after another, so that only one of them is in memory.</summary>
    /// <param name="files">The data set's files.</param>
    /// <param name="name">The file.</param>
    /// <param name="root">The root's name.</param>
    public static IEnumerable<XElement> Elements(AnnotationFiles files, string name, string root)
    {
        using var file = files.Open(name);
        using var reader = new ShallowReader(file) { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, Normalization = true };
        if (Guarded(files, name, () => reader.MoveToContent()) != XmlNodeType.Element || reader.LocalName != root)
            throw files.Fault(name, $"line 1: expected <{root}>{(reader.NodeType == XmlNodeType.Element ? $", found <{reader.LocalName}>" : "")}.");
        Guarded(files, name, reader.Read);
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                yield return Guarded(files, name, () => (XElement)XNode.ReadFrom(reader));
            else
                Guarded(files, name, reader.Read);
        }
    }

    /// <summary>The text of an element inside another; null where there is none.</summary>
    public static string? Text(this XElement element, string name) => element.Element(name) is { HasElements: false } child ? child.Value.Trim() : null;

    /// <summary>The number in an element inside another; not a number where there is none.</summary>
    public static double Number(this XElement element, string name) => Parse(element.Text(name));

    /// <summary>The number in an attribute; not a number where there is none.</summary>
    public static double Attribute(this XElement element, string name, double otherwise) => element.Attribute(name) is { } attribute ? Parse(attribute.Value) : otherwise;

    /// <summary>A number; also with a decimal comma, as some tools write it.</summary>
    public static double Parse(string? text) =>
        double.TryParse(text?.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>Refuses elements far within each other: no annotations are, and building a tree takes each element's depth.</summary>
    sealed class ShallowReader(Stream file) : XmlTextReader(file)
    {
        const int MaxDepth = 32;

        public override bool Read()
        {
            var isRead = base.Read();
            return Depth <= MaxDepth ? isRead : throw new XmlException($"elements are nested more than {MaxDepth} deep.", null, LineNumber, LinePosition);
        }
    }

    static T Guarded<T>(AnnotationFiles files, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw new DatasetException($"{files.FullPath(name)}: line {e.LineNumber}: not valid XML: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or IOException)
        {
            throw new DatasetException($"{files.FullPath(name)}: not valid XML: {e.Message}", e);
        }
    }
}
