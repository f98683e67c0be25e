using System.CommandLine;
using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The options that say how annotations are read, for every verb that takes images with boxes.</summary>
sealed class AnnotationChoice
{
    /// <summary>What each format is called on the command line.</summary>
    public static readonly (string Word, AnnotationFormat Format)[] Words =
    [
        ("yolo", AnnotationFormat.Yolo), ("voc", AnnotationFormat.PascalVoc), ("coco", AnnotationFormat.Coco), ("csv", AnnotationFormat.Csv), ("tfrecord", AnnotationFormat.TfRecord),
        ("cvat", AnnotationFormat.Cvat), ("labelme", AnnotationFormat.LabelMe), ("vott", AnnotationFormat.Vott), ("openimages", AnnotationFormat.OpenImages),
    ];

    readonly Option<AnnotationFormat?> format = CommonOptions.OneOf<AnnotationFormat?>(
        "--format", "Read annotations of this format only, where a folder holds several.", [.. Words.Select(word => (word.Word, (AnnotationFormat?)word.Format))]);

    readonly Option<string?> images = new("--images") { Description = "The folder of the images, if they are neither beside the annotations nor in the folder around them.", HelpName = "DIR" };

    readonly Option<Unannotated?> unannotated = CommonOptions.OneOf<Unannotated?>(
        "--unannotated", "Take images without annotation as images without objects (negative; the default for YOLO), or leave them out (skip; the default for all others).", ("negative", Unannotated.Negative), ("skip", Unannotated.Skip));

    readonly Option<bool> raw = new("--raw-pixels") { Description = "Boxes were drawn on the stored pixels, without the EXIF orientation; turn them with the images." };

    public IReadOnlyList<Option> All => [format, images, unannotated, raw];

    public AnnotationOptions Of(ParseResult parsed) => new()
    {
        Format = parsed.GetValue(format),
        ImageFolder = parsed.GetValue(images),
        UnannotatedAreNegative = parsed.GetValue(unannotated) is { } kind ? kind == Unannotated.Negative : null,
        LabelsOnRawPixels = parsed.GetValue(raw),
    };

    /// <summary>How the annotations of a run are read when it is resumed: as they were. Only the images may have moved.</summary>
    /// <param name="asked">What was given now.</param>
    /// <param name="recorded">What was given when the run began.</param>
    /// <exception cref="UserException">The two contradict each other.</exception>
    public static AnnotationOptions Resumed(AnnotationOptions asked, AnnotationOptions recorded)
    {
        var option = asked.Format is { } format && recorded.Format is { } before && format != before ? $"--format {WordOf(format)}: the run reads {WordOf(before)}"
            : asked.UnannotatedAreNegative is { } negative && negative != (recorded.UnannotatedAreNegative ?? recorded.Format == AnnotationFormat.Yolo)
                ? negative ? "--unannotated negative: the run leaves such images out" : "--unannotated skip: the run takes such images as images without objects"
            : asked.LabelsOnRawPixels && !recorded.LabelsOnRawPixels ? "--raw-pixels: the run takes its boxes as drawn on upright images"
            : null;
        return option is null
            ? recorded with { ImageFolder = asked.ImageFolder ?? recorded.ImageFolder }
            : throw new UserException($"{option}; leave the option out, or begin a new run.");
    }

    /// <summary>The word for a format.</summary>
    public static string WordOf(AnnotationFormat format) => Words.First(word => word.Format == format).Word;

    /// <summary>What becomes of images without annotation.</summary>
    enum Unannotated
    {
        Negative,
        Skip,
    }
}
