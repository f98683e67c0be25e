using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Collects what reading finds, case by case, and makes findings of it.</summary>
sealed class AnnotationNotes
{
    readonly SortedDictionary<string, List<DataCheckItem>> items = new(StringComparer.Ordinal);

    public void Add(string kind, string name, string? note = null) => Add(kind, [name], note);

    public void Add(string kind, IReadOnlyList<string> names, string? note = null)
    {
        lock (items)
        {
            if (!items.TryGetValue(kind, out var list))
                items[kind] = list = [];
            list.Add(new(names, note));
        }
    }

    public IReadOnlyList<DataCheckItem> Of(string kind) => items.TryGetValue(kind, out var list) ? list : [];

    public DataCheckFinding[] Findings() => [.. items.Select(pair => Finding(pair.Key, [.. pair.Value.OrderBy(item => item.Names[0], StringComparer.Ordinal)])).OrderBy(finding => finding.Severity)];

    static DataCheckFinding Finding(string kind, DataCheckItem[] items)
    {
        var (severity, noun, summary, remedy) = Texts(kind);
        return new(severity, kind, $"{ImageFindings.Count(items.Length, noun)} {summary}", remedy, items);
    }

    static (FindingSeverity Severity, string Noun, string Summary, string Remedy) Texts(string kind) => kind switch
    {
        AnnotationFindingKind.UnreadableAnnotation => (FindingSeverity.Error, "annotation file", "cannot be read.", "Export them again, or delete them with their images."),
        AnnotationFindingKind.MissingImage => (FindingSeverity.Error, "image", "annotated, but not found.", "Copy the images next to the annotations, or name their folder."),
        AnnotationFindingKind.AmbiguousImage => (FindingSeverity.Error, "annotated name", "that several images have; left out.", "Write the folder into the annotation, or give the images different names."),
        AnnotationFindingKind.InTwoSplits => (FindingSeverity.Error, "image", "in more than one split.", "What the network memorizes counts as recognized: delete them from one of the splits."),
        AnnotationFindingKind.LabeledOnRawPixels => (FindingSeverity.Error, "image", "whose annotated size only fits the image without its EXIF orientation: the boxes are in the wrong places.", "Say that the labels are on raw pixels, or annotate again in a tool that applies the orientation."),
        AnnotationFindingKind.ShiftedClasses => (FindingSeverity.Error, "class list", "from which the class numbers of the boxes seem shifted by one.", "Correct the numbers of the boxes, or those of the names, so that each object has its name."),
        AnnotationFindingKind.CornersForSizes => (FindingSeverity.Error, "data set", "whose boxes look like corners (x1, y1, x2, y2), where x, y, width, height are expected.", "Subtract the first corner from the second, or export again."),
        AnnotationFindingKind.SizesForCorners => (FindingSeverity.Error, "data set", "whose boxes look like x, y, width, height, where corners are expected.", "Add the corner to width and height, or export again."),
        AnnotationFindingKind.UnlabeledSplit => (FindingSeverity.Warning, "split", "without any label file, taken as images without objects.", "Bring the label files back; if nothing is to be seen in the images, give each an empty one."),
        AnnotationFindingKind.OtherClassCount => (FindingSeverity.Warning, "description", "with another number of classes than of names; the names count.", "Correct the number, or add the missing names."),
        AnnotationFindingKind.UnannotatedImage => (FindingSeverity.Warning, "image", "without annotation, left out.", "If nothing is to be seen in them, say that unannotated images are negative; else annotate or delete them."),
        AnnotationFindingKind.MissingPath => (FindingSeverity.Warning, "path", "in the data set's description not found or not readable.", "Correct or delete the line."),
        AnnotationFindingKind.MissingPart => (FindingSeverity.Warning, "set of files", "of which parts are missing.", "Copy the missing parts, or continue without them."),
        AnnotationFindingKind.AnnotatedTwice => (FindingSeverity.Warning, "image", "annotated in more than one file; the first counts.", "Delete one of the annotations."),
        AnnotationFindingKind.OtherSize => (FindingSeverity.Warning, "image", "of another size than annotated.", "Boxes were scaled where the proportions agree; look at the others."),
        AnnotationFindingKind.UnnamedClasses => (FindingSeverity.Warning, "data set", "without names for its classes.", "Add data.yaml, classes.txt or a label map with the names."),
        AnnotationFindingKind.OtherUnit => (FindingSeverity.Warning, "data set", "with boxes in another unit than its format has.", "They were understood; export again to be sure."),
        AnnotationFindingKind.OtherClassIds => (FindingSeverity.Note, "class", "with different numbers in different files; the name counts.", "Nothing to do, unless a name means two things."),
        AnnotationFindingKind.TextIds => (FindingSeverity.Note, "file", "with texts as ids, where COCO has numbers.", "Nothing to do here; convert the data set to have it in numbers, as files of results need it."),
        AnnotationFindingKind.UnlistedImage => (FindingSeverity.Note, "image", "in none of the data set's lists, left out.", "Add them to a list if they belong to it."),
        AnnotationFindingKind.RepairedPath => (FindingSeverity.Note, "path", "not found as written, and understood nevertheless.", "Check the folder that was taken."),
        AnnotationFindingKind.OtherFolder => (FindingSeverity.Note, "path", "outside of the data set's folder, named by its description; read.", "Check that this is the folder you mean."),
        AnnotationFindingKind.ClassesFromZero => (FindingSeverity.Note, "label map", "whose ids begin at 0, which TensorFlow keeps for the background; the names count.", "Nothing to do here; other programs want ids from 1."),
        AnnotationFindingKind.ImagesAround => (FindingSeverity.Note, "folder", "around the data set's in which its images were found.", "Check that these are the images you mean, or name their folder."),
        AnnotationFindingKind.MaskAsBox => (FindingSeverity.Note, "file", "with masks, of which only the box around each is read.", "Nothing to do for a detector; polygons keep their outlines."),
        AnnotationFindingKind.OtherFileName => (FindingSeverity.Note, "annotation", "naming another image than the one that is named like its file, which counts.", "Nothing to do, unless images and annotations were mixed up."),
        AnnotationFindingKind.PixelsFromZero => (FindingSeverity.Note, "data set", "whose boxes count pixels from 0 (a box begins at 0), not from 1 as Pascal VOC does.", "They were read so."),
        AnnotationFindingKind.SkippedShape => (FindingSeverity.Note, "shape type", "without an area, left out.", "Mark objects by rectangles or polygons."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown finding."),
    };
}
