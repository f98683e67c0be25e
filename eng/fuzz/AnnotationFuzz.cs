using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Fuzz;

/// <summary>The readers of boxes: each reads a folder with an image and the damaged file, as a user's.</summary>
static class AnnotationFuzz
{
    const string OneLabel = "0 0.5 0.5 0.25 0.25\n";

    static readonly string VocBeside = System.Text.Encoding.UTF8.GetString(AnnotationSeeds.Voc().First());

    static readonly byte[] Image = Png();

    public static IReadOnlyList<Reader> All { get; } =
    [
        Create("yolo-labels", AnnotationFormat.Yolo, "a.txt", AnnotationSeeds.YoloLabels, ("classes.txt", "cat\ndog\n")),
        Create("yolo-data", AnnotationFormat.Yolo, "data.yaml", AnnotationSeeds.YoloDescriptions, ("labels/a.txt", OneLabel)),
        Create("voc", AnnotationFormat.PascalVoc, "a.xml", AnnotationSeeds.Voc),
        Create("voc-image-set", AnnotationFormat.PascalVoc, "ImageSets/Main/train.txt", AnnotationSeeds.ImageSets, ("Annotations/a.xml", VocBeside)),
        Create("coco", AnnotationFormat.Coco, "a.json", AnnotationSeeds.Coco),
        Create("box-csv", AnnotationFormat.Csv, "a.csv", AnnotationSeeds.Csv),
        Create("open-images", AnnotationFormat.OpenImages, "train-annotations-bbox.csv", AnnotationSeeds.OpenImages, ("class-descriptions.csv", "/m/01g317,Person\n")),
        Create("class-descriptions", AnnotationFormat.OpenImages, "class-descriptions.csv", AnnotationSeeds.ClassDescriptions, ("train-annotations-bbox.csv", System.Text.Encoding.UTF8.GetString(AnnotationSeeds.OpenImages().First()))),
        Create("tfrecord", AnnotationFormat.TfRecord, "a.record", () => AnnotationSeeds.Records(Image)),
        Framed(Create("tf-example", AnnotationFormat.TfRecord, "a.record", () => AnnotationSeeds.Examples(Image), ("label_map.pbtxt", "item { id: 1 name: 'cat' }\nitem { id: 2 name: 'dog' }\n"))),
        Create("label-map-pbtxt", AnnotationFormat.TfRecord, "label_map.pbtxt", AnnotationSeeds.LabelMaps, ("a.record", AnnotationSeeds.Framed(AnnotationSeeds.Examples(Image).Last()))),
        Create("cvat", AnnotationFormat.Cvat, "annotations.xml", AnnotationSeeds.Cvat),
        Create("labelme-json", AnnotationFormat.LabelMe, "a.json", AnnotationSeeds.LabelMeJson),
        Create("labelme-xml", AnnotationFormat.LabelMe, "a.xml", AnnotationSeeds.LabelMeXml),
        Create("vott", AnnotationFormat.Vott, "a.json", AnnotationSeeds.Vott),
    ];

    static Reader Create(string name, AnnotationFormat format, string fileName, Func<IEnumerable<byte[]>> seeds, params (string Name, object Content)[] beside)
    {
        var folder = SeedFiles.Scratch(name);
        foreach (var (other, content) in beside.Append(("images/a.png", Image)))
            Write(folder, other, content as byte[] ?? System.Text.Encoding.UTF8.GetBytes((string)content));
        // Missing images stay, so that their boxes are looked at too.
        var options = new AnnotationOptions { Format = format, ReadsMasks = true, KeepsMissingImages = true };
        return new(name, seeds, bytes =>
        {
            Write(folder, fileName, bytes);
            Check(AnnotationSet.Read(folder, options));
        }, exception => exception is MobileNetSharpException)
        // A box of few bytes of text is an object, its fault, and the fault's words; folders and the image's header whatever the file is.
        { Multiple = 512, FixedBytes = 4 << 20 };
    }

    static Reader Framed(Reader reader) => reader with { Read = bytes => reader.Read(AnnotationSeeds.Framed(bytes)) };

    /// <summary>Whatever a file says, a box that is kept has an area, lies in its image and is of a class.</summary>
    static void Check(AnnotationSet set)
    {
        foreach (var image in set.Images)
        {
            foreach (var marked in image.Objects)
            {
                if (marked.Box.Area is not >= 0.99 || marked.Box.Clip(image.Width, image.Height) != marked.Box || (uint)marked.Class >= (uint)set.Classes.Length)
                    throw new InvalidOperationException($"{image.Name}: kept {marked} in {image.Width}x{image.Height}, {set.Classes.Length} classes");
            }
        }
    }

    static void Write(string folder, string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        if (name.Contains('/', StringComparison.Ordinal))
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    static byte[] Png()
    {
        using var stream = new MemoryStream();
        new RgbImage(20, 10).SavePng(stream);
        return stream.ToArray();
    }
}
