using System.Globalization;
using System.Text;
using System.Xml;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Writing;

/// <summary>An image on its way into a new data set.</summary>
/// <param name="Image">What it shows.</param>
/// <param name="Part"><c>train</c>, <c>val</c> or <c>test</c>; empty where the data set is not split.</param>
/// <param name="FileName">Its name there, which no other image has.</param>
/// <param name="Place">Its place in the data set, from 1 on.</param>
sealed record WrittenImage(AnnotatedImage Image, string Part, string FileName, int Place);

/// <summary>What every writer does alike: names, splits, numbers of classes, images, and the account of what is lost.</summary>
sealed class WritingPlan
{
    const string Unreadable = "image";

    const int JpegQuality = 95;

    readonly AnnotationWriterOptions options;
    readonly Dictionary<(string Kind, string Text), int> losses = [];
    int objects;

    public WritingPlan(AnnotationSet annotations, string folder, AnnotationWriterOptions options)
    {
        (Annotations, Folder, this.options) = (annotations, folder, options);
        var isSplit = annotations.Images.Any(image => image.Split is not null);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var images = new List<WrittenImage>(annotations.Images.Length);
        var byFileName = annotations.Images.GroupBy(image => ImageLookup.FileName(image.Name), StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Count(), StringComparer.OrdinalIgnoreCase);
        foreach (var (index, image) in annotations.Images.Index())
        {
            if (image is { Width: > 0, Height: > 0 })
                images.Add(new(image, isSplit ? Part(image.Split) : "", Unique(names, FileName(image, byFileName[ImageLookup.FileName(image.Name)] > 1)), index + 1));
            else
                LoseImage();
        }

        Images = images;
        Ids = annotations.CategoryIds;
        ClassNames = [.. annotations.Classes.Select(@class => Valid(@class.Name))];
    }

    public AnnotationSet Annotations { get; }

    public string Folder { get; }

    public IReadOnlyList<WrittenImage> Images { get; }

    /// <inheritdoc cref="AnnotationSet.CategoryIds"/>
    public IReadOnlyList<long> Ids { get; }

    /// <summary>The name of each class, as every format can hold it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The images of each part that there is.</summary>
    public IEnumerable<IGrouping<string, WrittenImage>> Parts => Images.GroupBy(image => image.Part).OrderBy(part => part.Key, StringComparer.Ordinal);

    public AnnotationConversion Conversion()
    {
        ConversionLoss[] lost = [.. losses.Select(loss => new ConversionLoss(loss.Key.Kind, loss.Value, loss.Key.Text)).OrderBy(loss => loss.Kind, StringComparer.Ordinal).ThenBy(loss => loss.Text, StringComparer.Ordinal)];
        return new(Annotations.Images.Length - lost.Where(loss => loss.Kind == Unreadable).Sum(loss => loss.Count), objects, lost);
    }

    public string ClassName(AnnotatedObject box) => ClassNames[box.Class];

    public void Count(int written) => objects += written;

    public void Lose(string kind, int count, string text)
    {
        if (count > 0)
        {
            lock (losses)
                losses[(kind, text)] = losses.GetValueOrDefault((kind, text)) + count;
        }
    }

    /// <summary>Counts an image that cannot be read.</summary>
    public void LoseImage() => Lose(Unreadable, 1, "images that cannot be read were left out");

    /// <summary>Counts an image that is stored upright.</summary>
    public void LoseOrientation() => Lose("orientation", 1, "images with an EXIF orientation were stored upright, encoded again");

    /// <summary>Counts what a format without any of these marks loses.</summary>
    public void LoseMarks(IEnumerable<AnnotatedObject> written)
    {
        foreach (var box in written)
        {
            Lose("difficult", box.IsDifficult ? 1 : 0, "objects are no longer marked as difficult");
            LoseMask(box);
        }
    }

    public void LoseMask(AnnotatedObject box) => Lose("mask", box.Mask is null ? 0 : 1, "outlines became boxes");

    /// <summary>Copies, links or writes an image; what its EXIF orientation turns is stored upright, unless it is linked.</summary>
    public void PlaceImage(WrittenImage image, string name)
    {
        var (source, path) = (image.Image.Source, Path.Combine(Folder, name));
        if (image.Image.IsTurned)
        {
            if ((!source.IsFile || options.CopiesImages) && TryEncodeUpright(source) is { } upright)
            {
                File.WriteAllBytes(path, upright);
                LoseOrientation();
                return;
            }

            Lose("orientation", 1, "images keep an EXIF orientation, and boxes are in the upright image: programs that ignore it need copies of the images, as JPEG or PNG, which are stored upright");
        }

        if (!source.IsFile)
            File.WriteAllBytes(path, source.ReadBytes());
        else if (options.CopiesImages)
            File.Copy(source.File, path);
        else
            Link(path, Path.GetFullPath(source.File));
    }

    public void WriteText(string name, Action<StreamWriter> write)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        write(writer);
    }

    /// <summary>The upright image, encoded again: as JPEG, or else as PNG.</summary>
    public static byte[] EncodeUpright(ImageSource source, bool isJpeg)
    {
        using var again = new MemoryStream();
        if (isJpeg)
            source.Load().SaveJpeg(again, JpegQuality);
        else
            source.Load().SavePng(again);
        return again.ToArray();
    }

    /// <summary>A number as files have it, with so many decimals at most.</summary>
    public static string Text(double value, int decimals) => Math.Round(value, decimals).ToString($"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);

    /// <summary>The image upright, in its format; null where this is neither JPEG nor PNG, or it is not a whole image.</summary>
    static byte[]? TryEncodeUpright(ImageSource source)
    {
        try
        {
            return source.ReadBytes() switch
            {
                [0xFF, 0xD8, ..] => EncodeUpright(source, isJpeg: true),
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => EncodeUpright(source, isJpeg: false),
                _ => null,
            };
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    static void Link(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: links to images cannot be made here ({FileErrors.Reason(e)}); copy the images instead.", e) { NeedsCopies = true };
        }
    }

    static string Part(Split? split) => split switch { Split.Validation => "val", Split.Test => "test", _ => "train" };

    /// <summary>The file name; with its folders where another image has the same.</summary>
    static string FileName(AnnotatedImage image, bool isAmbiguous)
    {
        var name = isAmbiguous ? image.Name.Replace("../", "", StringComparison.Ordinal).Replace('/', '_') : ImageLookup.FileName(image.Name);
        name = string.Concat(name.Select(c => char.IsControl(c) || c is '<' or '>' or ':' or '"' or '|' or '?' or '*' or '\\' ? '_' : c));
        name = Valid(name);
        return ImageFiles.IsImage(name) ? name : $"{name}{Extension(image.Source)}";
    }

    /// <summary>U+FFFE, U+FFFF and halves of surrogate pairs, which XML and UTF-8 refuse, become U+FFFD. Control characters are the writers' own matter.</summary>
    static string Valid(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp && !Rune.IsControl(rune) && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune));

    /// <summary>What the bytes are.</summary>
    static string Extension(ImageSource source)
    {
        try
        {
            return source.ReadBytes() is [0xFF, 0xD8, ..] ? ".jpg" : ".png";
        }
        catch (Exception e) when (e is IOException or ImageFormatException)
        {
            return ".jpg";
        }
    }

    /// <summary>Also without its extension, which some formats leave out.</summary>
    static string Unique(HashSet<string> names, string name)
    {
        var (stem, extension) = (ImageLookup.Stem(name), Path.GetExtension(name));
        for (var number = 2; !names.Add(ImageLookup.Stem(name)); number++)
            name = $"{stem}_{number}{extension}";
        return name;
    }
}
