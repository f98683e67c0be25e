using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using static System.FormattableString;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>What is wrong with boxes that are sound each for itself.</summary>
static class ObjectFindings
{
    /// <summary>Boxes that overlap more are of one object, as IoU.</summary>
    const double SameBox = 0.95;

    /// <summary>In an image with more boxes, each is compared with so many others.</summary>
    const int Comparisons = 2000;

    public static IEnumerable<DataCheckFinding> Find(DetectionFiles dataset)
    {
        var (twice, twoClasses) = (new List<DataCheckItem>(), new List<DataCheckItem>());
        foreach (var image in dataset.Annotations.Images)
        {
            foreach (var (one, other) in Pairs(image))
            {
                if (one.Class == other.Class)
                    twice.Add(new([image.Name], $"{dataset.ClassNames[one.Class]} at {one.Box}"));
                else
                    twoClasses.Add(new([image.Name], $"{dataset.ClassNames[one.Class]} and {dataset.ClassNames[other.Class]} at {one.Box}"));
            }
        }

        if (twice.Count > 0)
            yield return new(FindingSeverity.Warning, BoxFindingKind.DuplicateBox, $"{ImageFindings.Count(twice.Count, "object")} marked twice.", "Delete one of the boxes: the other is never found in an evaluation.", twice);
        if (twoClasses.Count > 0)
            yield return new(FindingSeverity.Note, BoxFindingKind.BoxOfTwoClasses, $"{ImageFindings.Count(twoClasses.Count, "place")} marked with two classes.", "Right if an object is both; else delete one of the boxes.", twoClasses);
        if (dataset.Annotations.Images.Where(image => image.Objects.IsEmpty).Select(image => new DataCheckItem([image.Name])).ToArray() is { Length: > 0 } negative)
        {
            yield return new(
                FindingSeverity.Note, BoxFindingKind.NegativeImage, $"{ImageFindings.Count(negative.Length, "image")} without objects.",
                "They teach what is none of the classes, and count in evaluations; right unless objects in them were not marked.", negative);
        }

        if (dataset.Annotations.Images.Where(image => image.IsTurned).Select(image => new DataCheckItem([image.Name], $"{image.Width}x{image.Height} upright")).ToArray() is { Length: > 0 } turned)
        {
            yield return new(
                FindingSeverity.Note, BoxFindingKind.TurnedImage, $"{ImageFindings.Count(turned.Length, "image")} turned by {(turned.Length == 1 ? "its" : "their")} EXIF orientation; boxes are taken as drawn on the upright image.",
                "Look at them; if the boxes are beside the objects, say that the labels are on raw pixels.", turned);
        }
    }

    public static IEnumerable<DataCheckFinding> OfSizes(DetectionFiles dataset, AnchorFit? sizes, DetectionCheckOptions options)
    {
        if (sizes is null)
            yield break;
        var tiny = sizes.Objects.Where(of => of.Side < options.TinySide).ToArray();
        if (tiny.Length > 0)
        {
            yield return new(
                FindingSeverity.Warning, BoxFindingKind.TinyObject,
                Invariant($"{ImageFindings.Count(tiny.Length, "object")} ({Percent(tiny.Length)} %) smaller than {options.TinySide:0.#} pixels at {sizes.InputSize}."),
                "Train with a larger input, and look for objects in tiles of large images; or delete what a person could not recognize either.",
                [.. tiny.GroupBy(of => of.Image).Select(group => Item(group, group.MinBy(of => of.Side)))]);
        }

        if (sizes.UnreachedShare > options.UnreachedShare)
        {
            var unreached = sizes.Objects.Where(of => of.Iou < AnchorFit.LeastIou).ToArray();
            yield return new(
                FindingSeverity.Warning, BoxFindingKind.UnreachedByAnchors,
                Invariant($"{ImageFindings.Count(unreached.Length, "object")} ({Percent(unreached.Length)} %) that no anchor overlaps by half at {sizes.InputSize}; the smallest anchor has a side of {sizes.SmallestAnchor:0} pixels, the median object {sizes.MedianSide:0}."),
                "They are hardly learned: train with a larger input, or on tiles of the images if these objects are small.",
                [.. unreached.GroupBy(of => of.Image).Select(group => Item(group, group.MinBy(of => of.Iou)))]);
        }

        DataCheckItem Item(IGrouping<int, FittedObject> group, FittedObject worst) => new(
            [dataset.NameOf(group.Key)],
            Invariant($"{ImageFindings.Count(group.Count(), "object")}, such as {dataset.ClassNames[worst.Object.Class]} of {worst.Object.Box.Width:0.#}x{worst.Object.Box.Height:0.#} pixels, {worst.Side:0.#} at {sizes.InputSize}"));

        string Percent(int count) => Invariant($"{100.0 * count / sizes.Sides.Length:0.#}");
    }

    /// <summary>Whether an object of one has none of its class near it in the other; that a box was drawn a little larger makes no difference.</summary>
    public static bool Differ(AnnotatedBoxes one, AnnotatedBoxes other)
    {
        return one.Boxes.Length != other.Boxes.Length || !one.Boxes.All(box => IsIn(other, box)) || !other.Boxes.All(box => IsIn(one, box));

        static bool IsIn(AnnotatedBoxes boxes, AnnotatedBox sought) => boxes.Boxes.Any(box => box.Class == sought.Class && box.Box.IntersectionOverUnion(sought.Box) >= 0.5);
    }

    static IEnumerable<(AnnotatedObject One, AnnotatedObject Other)> Pairs(AnnotatedImage image)
    {
        AnnotatedObject[] boxes = [.. image.Objects.Where(box => !box.IsCrowd).OrderBy(box => box.Box.Left)];
        for (var i = 0; i < boxes.Length; i++)
        {
            // Boxes that overlap so much begin near each other.
            var reach = boxes[i].Box.Left + (boxes[i].Box.Width * ((1 / SameBox) - SameBox));
            for (var j = i + 1; j < Math.Min(boxes.Length, i + Comparisons) && boxes[j].Box.Left <= reach; j++)
            {
                if (boxes[i].Box.IntersectionOverUnion(boxes[j].Box) >= SameBox)
                    yield return (boxes[i], boxes[j]);
            }
        }
    }
}
