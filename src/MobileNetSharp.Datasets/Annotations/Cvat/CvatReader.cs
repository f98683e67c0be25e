using System.Globalization;
using System.Xml.Linq;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Cvat;

/// <summary>
/// Reads CVAT's XML, for images and for video: of a track, the frames that are there as images and in which it is not outside.
/// https://docs.cvat.ai/docs/dataset_management/formats/format-cvat/
/// </summary>
static class CvatReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) => XmlKinds.Find(files, XmlKind.Cvat);

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations();
        foreach (var name in found)
            files.Try(name, () => new CvatFile(files, raw, name).Read());
        raw.AddUsedClasses();
        return raw;
    }

    /// <summary>One annotations.xml.</summary>
    sealed class CvatFile(AnnotationFiles files, RawAnnotations raw, string file)
    {
        readonly Dictionary<int, RawImage> frames = [];
        readonly HashSet<string> skipped = new(StringComparer.Ordinal);
        (double Width, double Height) video;
        int objects, masks;

        public void Read()
        {
            var images = new List<RawImage>();
            foreach (var element in XmlFile.Elements(files, file, "annotations"))
            {
                if (element.Name.LocalName == "meta")
                    Meta(element);
                else if (element.Name.LocalName == "image")
                    images.Add(Image(element));
                else if (element.Name.LocalName == "track")
                    Track(element);
            }

            raw.Images.AddRange(images);
            raw.Images.AddRange(frames.OrderBy(frame => frame.Key).Select(frame => frame.Value));
            if (masks > 0)
                files.Notes.Add(AnnotationFindingKind.MaskAsBox, file, ImageFindings.Count(masks, "mask"));
            foreach (var shape in skipped)
                files.Notes.Add(AnnotationFindingKind.SkippedShape, shape, $"in {file}");
        }

        void Meta(XElement meta)
        {
            foreach (var label in meta.Descendants("label").Where(label => label.Parent is { Name.LocalName: "labels" }))
            {
                if (label.Text("name") is { Length: > 0 } name)
                    raw.AddClass(name);
            }

            if (meta.Descendants("original_size").FirstOrDefault() is { } size)
                video = (size.Number("width"), size.Number("height"));
        }

        RawImage Image(XElement element)
        {
            var name = element.Attribute("name")?.Value ?? throw files.Fault(file, "an <image> has no name.");
            var split = element.Attribute("subset") is { } subset ? SplitFolders.Named(subset.Value) : files.SplitOf(file) ?? SplitFolders.InFolders(name);
            var image = new RawImage(name, file) { Width = element.Attribute("width", double.NaN), Height = element.Attribute("height", double.NaN), Split = split };
            foreach (var shape in element.Elements())
            {
                if (Shape(shape, shape.Attribute("label")?.Value) is { } box)
                    image.Objects.Add(box);
            }

            return image;
        }

        /// <summary>An object of a video. Every frame in which it is seen is listed.</summary>
        void Track(XElement track)
        {
            foreach (var shape in track.Elements())
            {
                var number = shape.Attribute("frame", double.NaN);
                if (number is not (>= 0 and <= int.MaxValue))
                    throw files.Fault(file, $"a <{shape.Name.LocalName}> of a <track> has no frame.");
                var frame = Frame((int)number);
                if (shape.Attribute("outside", 0) == 0 && Shape(shape, track.Attribute("label")?.Value) is { } box)
                    frame.Objects.Add(box);
            }
        }

        RawImage Frame(int number)
        {
            if (!frames.TryGetValue(number, out var frame))
                frames[number] = frame = new($"frame_{number.ToString("D6", CultureInfo.InvariantCulture)}", file) { Width = video.Width, Height = video.Height, Split = files.SplitOf(file) };
            return frame;
        }

        RawObject? Shape(XElement shape, string? label)
        {
            var points = shape.Name.LocalName is "polygon" ? Points(shape) : null;
            Box? box = shape.Name.LocalName switch
            {
                "box" => Turned(new(Value(shape, "xtl"), Value(shape, "ytl"), Value(shape, "xbr"), Value(shape, "ybr")), shape.Attribute("rotation", 0)),
                "polygon" => Outlines.Around(points!),
                "ellipse" => Turned(Box.FromCenter(Value(shape, "cx"), Value(shape, "cy"), 2 * Value(shape, "rx"), 2 * Value(shape, "ry")), shape.Attribute("rotation", 0)),
                "mask" => new(Value(shape, "left"), Value(shape, "top"), Value(shape, "left") + Value(shape, "width"), Value(shape, "top") + Value(shape, "height")),
                _ => null,
            };
            if (box is null)
            {
                if (shape.Name.LocalName is "points" or "polyline" or "cuboid" or "skeleton")
                    skipped.Add(shape.Name.LocalName);
                return null;
            }

            masks += shape.Name.LocalName == "mask" ? 1 : 0;
            return new(label ?? "", box.Value, ++objects)
            {
                IsUnknownClass = string.IsNullOrEmpty(label),
                Mask = points is not null && files.Options.ReadsMasks ? Outlines.Mask([points]) : null,
            };
        }

        static double Value(XElement shape, string name) => shape.Attribute(name, double.NaN);

        static List<double> Points(XElement shape) =>
            [.. (shape.Attribute("points")?.Value ?? "").Split(';', ',').Select(XmlFile.Parse)];

        /// <summary>The upright box around one that is turned about its middle by degrees.</summary>
        static Box Turned(Box box, double degrees)
        {
            if (degrees is 0 or double.NaN)
                return box;
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            var (x, y) = box.Center;
            return Box.FromCenter(x, y, Math.Abs(box.Width * cos) + Math.Abs(box.Height * sin), Math.Abs(box.Width * sin) + Math.Abs(box.Height * cos));
        }
    }
}
