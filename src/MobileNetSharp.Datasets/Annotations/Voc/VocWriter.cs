using System.Globalization;
using System.Xml;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Annotations.Writing;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Voc;

/// <summary>Writes <c>Annotations/</c>, <c>JPEGImages/</c> and <c>ImageSets/Main/</c>: whole pixels from 1, the last included. Crowds become difficult objects.</summary>
static class VocWriter
{
    public static void Write(WritingPlan plan)
    {
        foreach (var image in plan.Images)
        {
            plan.WriteText($"Annotations/{ImageLookup.Stem(image.FileName)}.xml", text =>
            {
                using var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" });
                WriteImage(xml, plan, image);
            });
        }

        foreach (var part in plan.Parts)
        {
            plan.WriteText($"ImageSets/Main/{(part.Key.Length > 0 ? part.Key : "trainval")}.txt", text =>
            {
                foreach (var image in part)
                    text.WriteLine(ImageLookup.Stem(image.FileName));
            });
        }
    }

    /// <summary>The first and the last pixel, of at least one.</summary>
    internal static (int Left, int Top, int Right, int Bottom) ToPixels(Box box, int width, int height)
    {
        var (left, right) = Ends(box.Left, box.Right, width);
        var (top, bottom) = Ends(box.Top, box.Bottom, height);
        return (left, top, right, bottom);

        static (int First, int Last) Ends(double from, double to, int size)
        {
            var first = Math.Clamp((int)Math.Round(from) + 1, 1, size);
            return (first, Math.Clamp((int)Math.Round(to), first, size));
        }
    }

    static void WriteImage(XmlWriter xml, WritingPlan plan, WrittenImage image)
    {
        var (width, height) = (image.Image.Width, image.Image.Height);
        xml.WriteStartElement("annotation");
        xml.WriteElementString("folder", "JPEGImages");
        xml.WriteElementString("filename", image.FileName);
        xml.WriteStartElement("size");
        xml.WriteElementString("width", Text(width));
        xml.WriteElementString("height", Text(height));
        xml.WriteElementString("depth", "3");
        xml.WriteEndElement();
        xml.WriteElementString("segmented", "0");
        foreach (var box in image.Image.Objects)
        {
            WriteObject(xml, plan, box, ToPixels(box.Box, width, height));
            plan.LoseMask(box);
            plan.Lose("crowd", box.IsCrowd ? 1 : 0, "crowds are marked as difficult objects");
            plan.Lose("precision", IsWhole(box.Box) ? 0 : 1, "boxes were rounded to whole pixels");
        }

        xml.WriteEndElement();
        plan.Count(image.Image.Objects.Length);
    }

    internal static bool IsWhole(Box box) => box == new Box(Math.Round(box.Left), Math.Round(box.Top), Math.Round(box.Right), Math.Round(box.Bottom));

    static void WriteObject(XmlWriter xml, WritingPlan plan, AnnotatedObject box, (int Left, int Top, int Right, int Bottom) pixels)
    {
        xml.WriteStartElement("object");
        xml.WriteElementString("name", PrintableText.Escape(plan.ClassName(box)));
        xml.WriteElementString("pose", "Unspecified");
        xml.WriteElementString("truncated", "0");
        xml.WriteElementString("difficult", box.IsDifficult || box.IsCrowd ? "1" : "0");
        xml.WriteStartElement("bndbox");
        xml.WriteElementString("xmin", Text(pixels.Left));
        xml.WriteElementString("ymin", Text(pixels.Top));
        xml.WriteElementString("xmax", Text(pixels.Right));
        xml.WriteElementString("ymax", Text(pixels.Bottom));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
