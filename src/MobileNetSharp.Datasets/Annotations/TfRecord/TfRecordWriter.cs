using System.Globalization;
using System.Security.Cryptography;
using MobileNetSharp.Datasets.Annotations.Writing;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>Writes <c>train.record</c> and so on, and <c>label_map.pbtxt</c>. TensorFlow ignores EXIF: images that need it are stored upright, and what is neither JPEG nor PNG as PNG.</summary>
static class TfRecordWriter
{
    public static void Write(WritingPlan plan, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (done, ids) = (0, Ids(plan));
        foreach (var part in plan.Parts)
        {
            AtomicFile.Write(Path.Combine(plan.Folder, $"{(part.Key.Length > 0 ? part.Key : "data")}.record"), stream =>
            {
                foreach (var image in part)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (TryRead(plan, image.Image.Source) is var (encoded, format))
                        TfRecordFile.Write(stream, Example(plan, ids, image, encoded, format));
                    progress?.Report((double)++done / plan.Images.Count);
                }
            });
        }

        plan.WriteText("label_map.pbtxt", text =>
        {
            foreach (var index in Enumerable.Range(0, plan.ClassNames.Count).OrderBy(index => ids[index]))
                text.WriteLine($"item {{\n  id: {ids[index]}\n  name: {Quoted(plan.ClassNames[index])}\n}}");
        });
    }

    /// <summary>TensorFlow keeps 0 for the background.</summary>
    static IReadOnlyList<long> Ids(WritingPlan plan) => plan.Ids.Contains(0) ? [.. plan.Ids.Select((_, index) => index + 1L)] : plan.Ids;

    static string Quoted(string name)
    {
        name = PrintableText.Escape(name);
        return name.Contains('\'', StringComparison.Ordinal) ? $"\"{name.Replace('"', '\'')}\"" : $"'{name}'";
    }

    /// <summary>The encoded image; null where it cannot be read, which is counted.</summary>
    static (byte[] Bytes, string Format)? TryRead(WritingPlan plan, ImageSource source)
    {
        try
        {
            return Encoded(plan, source);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            plan.LoseImage();
            return null;
        }
    }

    static byte[] Example(WritingPlan plan, IReadOnlyList<long> ids, WrittenImage image, byte[] encoded, string format)
    {
        var (width, height, boxes) = (image.Image.Width, image.Image.Height, image.Image.Objects);
        var example = new TfExampleWriter();
        example.Integers("image/height", height);
        example.Integers("image/width", width);
        example.Texts("image/filename", image.FileName);
        example.Texts("image/source_id", image.Image.Id?.ToString(CultureInfo.InvariantCulture) ?? image.FileName);
        example.Texts("image/key/sha256", Convert.ToHexStringLower(SHA256.HashData(encoded)));
        example.Bytes("image/encoded", encoded);
        example.Texts("image/format", format);
        example.Floats("image/object/bbox/xmin", boxes.Select(box => box.Box.Left / width));
        example.Floats("image/object/bbox/xmax", boxes.Select(box => box.Box.Right / width));
        example.Floats("image/object/bbox/ymin", boxes.Select(box => box.Box.Top / height));
        example.Floats("image/object/bbox/ymax", boxes.Select(box => box.Box.Bottom / height));
        example.Texts("image/object/class/text", boxes.Select(plan.ClassName));
        example.Integers("image/object/class/label", boxes.Select(box => ids[box.Class]));
        example.Integers("image/object/difficult", boxes.Select(box => box.IsDifficult ? 1L : 0));
        example.Integers("image/object/is_crowd", boxes.Select(box => box.IsCrowd ? 1L : 0));
        example.Floats("image/object/area", boxes.Select(box => box.Area > 0 ? box.Area : box.Box.Area));
        foreach (var box in boxes)
            plan.LoseMask(box);
        plan.Count(boxes.Length);
        return example.ToArray();
    }

    static (byte[] Bytes, string Format) Encoded(WritingPlan plan, ImageSource source)
    {
        var bytes = source.ReadBytes();
        var (isJpeg, isPng) = (bytes is [0xFF, 0xD8, ..], bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..]);
        var header = source.LoadHeader();
        var isUpright = header.ToUpright == GeometricTransform.Identity(header.StoredWidth, header.StoredHeight);
        if (isUpright && (isJpeg || isPng))
            return (bytes, isJpeg ? "jpeg" : "png");
        if (!isUpright)
            plan.LoseOrientation();
        return (WritingPlan.EncodeUpright(source, isJpeg), isJpeg ? "jpeg" : "png");
    }
}
