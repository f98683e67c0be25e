using System.Globalization;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>What is wrong with the classes and their sizes.</summary>
static class ClassFindings
{
    public static IEnumerable<DataCheckFinding> Find(CheckedClass[] classes, DataCheckOptions options)
    {
        if (classes.Length == 1)
        {
            yield return Error(
                ClassFindingKind.SingleClass, "There is a single class.",
                "A classifier tells at least two apart: add a folder of what is not this class.", [new([classes[0].Name])]);
        }

        if (Items(classes.Where(c => c.Images == 0)) is { Length: > 0 } empty)
            yield return Error(ClassFindingKind.EmptyClass, $"Without any image: {Of(empty.Length)}.", "Add images, or delete the folders.", empty);
        if (Items(classes.Where(c => c.Images > 0 && c.Train == 0)) is { Length: > 0 } unlearned)
        {
            yield return Error(
                ClassFindingKind.ClassWithoutTraining, $"With images for validation or test, but none to learn from: {Of(unlearned.Length)}.",
                "Move some into the training split; are the folders' names spelled alike in every split?", unlearned);
        }

        if (Similar(classes) is { Length: > 0 } similar)
        {
            yield return Warning(
                ClassFindingKind.SimilarClassNames, "Names of classes differ by case, spaces, hyphens or the encoding of accents only.",
                "Each is a separate class; if they mean the same, put the images into one folder.", similar);
        }

        if (Items(classes.Where(c => c.Train > 0 && c.Train < options.FewImages), c => $"{c.Train}") is { Length: > 0 } few)
        {
            yield return Warning(
                ClassFindingKind.FewImages, $"With fewer than {options.FewImages} images to learn from: {Of(few.Length)}.",
                "Add images; below some dozens a class is hardly learned.", few);
        }

        var (smallest, largest) = (classes.Where(c => c.Train > 0).MinBy(c => c.Train), classes.MaxBy(c => c.Train)!);
        if (smallest is not null && largest.Train >= options.Imbalance * smallest.Train)
        {
            var ratio = ((double)largest.Train / smallest.Train).ToString("0.#", CultureInfo.InvariantCulture);
            yield return Warning(
                ClassFindingKind.Imbalance, $"'{largest.Name}' has {ratio} times as many images as '{smallest.Name}'.",
                "Add images to the small classes, or train with data.sampling=balanced in the recipe; judge the model per class, not by top-1 alone.",
                Items([largest, smallest], c => $"{c.Train}"));
        }
    }

    static DataCheckFinding Error(string kind, string summary, string remedy, IReadOnlyList<DataCheckItem> items)
        => new(FindingSeverity.Error, kind, summary, remedy, items);

    static DataCheckFinding Warning(string kind, string summary, string remedy, IReadOnlyList<DataCheckItem> items)
        => new(FindingSeverity.Warning, kind, summary, remedy, items);

    static DataCheckItem[] Items(IEnumerable<CheckedClass> classes, Func<CheckedClass, string>? note = null)
        => [.. classes.Select(c => new DataCheckItem([c.Name], note?.Invoke(c)))];

    static DataCheckItem[] Similar(CheckedClass[] classes) =>
    [
        .. classes.GroupBy(c => string.Concat(ComposedName.From(c.Name).Where(char.IsLetterOrDigit)).ToUpperInvariant())
            .Where(group => group.Key.Length > 0 && group.Skip(1).Any())
            .Select(group => new DataCheckItem(
                [.. group.Select(c => c.Name)],
                group.DistinctBy(c => ComposedName.From(c.Name)).Count() < group.Count() ? "the same letters, with accents encoded differently (NFC and NFD)" : null)),
    ];

    static string Of(int count) => count == 1 ? "1 class" : $"{count} classes";
}
