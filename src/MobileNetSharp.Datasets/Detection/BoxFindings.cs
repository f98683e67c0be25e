using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>What reading the boxes showed, kind by kind: what was repaired, and what was dropped.</summary>
static class BoxFindings
{
    public static IEnumerable<DataCheckFinding> Of(IEnumerable<BoxFault> faults)
    {
        foreach (var group in faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key))
        {
            var (severity, kind, summary, remedy) = Texts(group.Key);
            DataCheckItem[] items = [.. group.Select(fault => new DataCheckItem([fault.Image], Note(fault)))];
            yield return new(severity, kind, $"{ImageFindings.Count(items.Length, "box", "boxes")} {summary}", remedy, items);
        }
    }

    static string Note(BoxFault fault) => fault.Used is { } used ? FormattableString.Invariant($"{fault.Statement}, used as {used}") : fault.Statement;

    static (FindingSeverity Severity, string Kind, string Summary, string Remedy) Texts(BoxFaultKind kind) => kind switch
    {
        BoxFaultKind.Swapped => (FindingSeverity.Note, BoxFindingKind.SwappedBox, "with exchanged corners; repaired.", "Nothing to do."),
        BoxFaultKind.OffByOne => (FindingSeverity.Note, BoxFindingKind.OffByOneBox, "up to 1.5 pixels outside the image (off by one); clipped.", "Nothing to do; if most boxes are so, the tool counts pixels from another number."),
        BoxFaultKind.Clipped => (FindingSeverity.Warning, BoxFindingKind.ClippedBox, "ending outside the image; clipped.", "Look at them: were the images scaled or cropped after they were annotated?"),
        BoxFaultKind.Outside => (FindingSeverity.Warning, BoxFindingKind.OutsideBox, "outside the image; dropped.", "Look at them: were the images scaled or cropped after they were annotated?"),
        BoxFaultKind.TooSmall => (FindingSeverity.Warning, BoxFindingKind.EmptyBox, "with less than a square pixel; dropped.", "Mark the objects again, or delete the boxes."),
        BoxFaultKind.NotANumber => (FindingSeverity.Warning, BoxFindingKind.NotANumberBox, "with a number that is missing, not finite or far too large; dropped.", "Mark the objects again, or delete the boxes."),
        BoxFaultKind.UnknownClass => (FindingSeverity.Error, BoxFindingKind.UnknownClass, "of a class that the data set does not name; dropped.", "Add the class to the list of names, or correct its number in the boxes."),
        BoxFaultKind.UnknownImage => (FindingSeverity.Warning, BoxFindingKind.UnknownImage, "in images that the file does not list; dropped.", "Add the images to the file, or delete the boxes."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown fault."),
    };
}
