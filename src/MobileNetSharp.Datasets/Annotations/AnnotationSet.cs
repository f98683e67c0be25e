using System.Collections.Immutable;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>
/// A data set of annotated images in the one form that all formats are read into: images, classes by name, boxes in pixels of the
/// upright image. Boxes lie in their image and have at least a square pixel; what had to be repaired or left out is listed.
/// </summary>
/// <param name="Format">The format that it was read from.</param>
/// <param name="Classes">The classes, by index; the background is none of them.</param>
/// <param name="Images">The images, in ordinal order of their names.</param>
public sealed record AnnotationSet(AnnotationFormat Format, ImmutableArray<AnnotatedClass> Classes, ImmutableArray<AnnotatedImage> Images)
{
    /// <summary>Boxes that were repaired or left out.</summary>
    public IReadOnlyList<BoxFault> BoxFaults { get; init; } = [];

    /// <summary>What else reading showed, the worst first; the kinds are those of <see cref="AnnotationFindingKind"/>.</summary>
    public IReadOnlyList<DataCheckFinding> Findings { get; init; } = [];

    /// <summary>
    /// The number of each class in files that number classes, such as COCO's: the data set's own, which may have gaps, if they differ and count
    /// from 1 (COCO's also from 0); else from 1 on, as for YOLO, whose own are indices from 0.
    /// </summary>
    public ImmutableArray<long> CategoryIds
    {
        get
        {
            ImmutableArray<long> own = [.. Classes.Select(@class => @class.Id ?? long.MinValue)];
            var isNumbered = own.All(id => id >= (Format == AnnotationFormat.Coco ? 0 : 1)) && own.Distinct().Count() == own.Length;
            return isNumbered ? own : [.. Enumerable.Range(1, own.Length).Select(number => (long)number)];
        }
    }

    /// <summary>How it was read, for reading it again: with the format that was found, and the images' folder as a full path; null where it was not read.</summary>
    public AnnotationOptions? Options { get; init; }

    /// <summary>Reads a folder of images and annotations, or an annotation file. The pixels are not decoded, only the images' headers are read.</summary>
    /// <exception cref="DatasetException">There are no annotations, several formats fit, a file cannot be read, or no image is found; the message names file and place.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder is denied.</exception>
    public static AnnotationSet Read(string path, AnnotationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        if (options.FirstPixel is not (null or 0 or 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.FirstPixel, "The first pixel is 0 or 1.");
        var files = new AnnotationFiles(path, options);
        var (format, raw) = AnnotationReaders.Read(files);
        return new AnnotationResolver(files, raw).Resolve(format) with
        {
            Options = options with { Format = format, ImageFolder = options.ImageFolder is { } folder ? Path.GetFullPath(folder) : null },
        };
    }

    /// <summary>The formats of the annotations in a folder, or of a file; none where there are no boxes. Only the files' beginnings are looked at.</summary>
    /// <exception cref="DatasetException">There is no such file or folder, or a file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder is denied.</exception>
    public static IReadOnlyList<AnnotationFormat> FindFormats(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = new AnnotationFiles(path, new(), findsImages: false);
        return [.. AnnotationReaders.All.Where(reader => reader.Find(files).Count > 0).Select(reader => reader.Format)];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Format}: {Images.Length} images, {Classes.Length} classes";
}
