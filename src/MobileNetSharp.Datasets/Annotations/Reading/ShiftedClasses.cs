namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Recognizes boxes whose class numbers begin one lower or higher than those of the names: most of them have a name then, but a wrong one.</summary>
static class ShiftedClasses
{
    /// <param name="files">The data set.</param>
    /// <param name="list">Where the names are listed.</param>
    /// <param name="named">The numbers that have a name.</param>
    /// <param name="used">Those of the boxes.</param>
    public static void Note(AnnotationFiles files, string list, HashSet<long> named, IEnumerable<long> used)
    {
        var numbers = used.ToHashSet();
        if (named.Count == 0 || numbers.Count == 0)
            return;
        var (first, last) = (named.Min(), named.Max());
        var shift = numbers.Min() == first - 1 ? -1 : numbers.Max() == last + 1 ? 1 : 0;
        if (shift != 0 && numbers.All(number => named.Contains(number - shift)))
            files.Notes.Add(AnnotationFindingKind.ShiftedClasses, list, $"names are numbered from {first} to {last}, boxes from {numbers.Min()} to {numbers.Max()}: {(shift < 0 ? "add 1 to" : "subtract 1 from")} the class of every box");
    }
}
