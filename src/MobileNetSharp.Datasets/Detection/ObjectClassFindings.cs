using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>What is wrong with the classes of objects, and with the data set as a whole.</summary>
static class ObjectClassFindings
{
    public static IEnumerable<DataCheckFinding> Find(DetectionFiles dataset, CheckedObjects[] classes, DetectionCheckOptions options)
    {
        if (Untrainable(dataset) is { } untrainable)
            yield return untrainable;
        if (Items(classes.Where(of => of.Objects > 0 && of.Train == 0)) is { Length: > 0 } unlearned)
        {
            yield return new(
                FindingSeverity.Error, BoxFindingKind.ClassWithoutTraining, $"With objects to validate or test on, but none to learn from: {Of(unlearned.Length)}.",
                "Such a class is never found: move images into the training split; are its name and number alike in every split?", unlearned);
        }

        var hasValidation = dataset.IndicesIn(Split.Validation).Length > 0;
        if (hasValidation && Items(classes.Where(of => of.Train > 0 && of.Validation == 0)) is { Length: > 0 } unmeasured)
        {
            yield return new(
                FindingSeverity.Warning, BoxFindingKind.ClassWithoutValidation, $"With objects to learn from, but none to validate on: {Of(unmeasured.Length)}.",
                "Such a class is not in the figures: move images into the validation split; are its name and number alike in every split?", unmeasured);
        }

        if (Items(classes.Where(of => of.Objects == 0)) is { Length: > 0 } empty)
            yield return new(FindingSeverity.Warning, BoxFindingKind.ClassWithoutObjects, $"Without any object: {Of(empty.Length)}.", "Mark objects, or delete the names; the detector has an output for each.", empty);
        if (Items(classes.Where(of => of.Train > 0 && of.Train < options.FewObjects)) is { Length: > 0 } few)
        {
            yield return new(
                FindingSeverity.Warning, BoxFindingKind.FewObjects, $"With fewer than {options.FewObjects} objects to learn from: {Of(few.Length)}.",
                "Mark more objects; below some dozens a class is hardly learned.", few);
        }
    }

    /// <summary>What training would stop at, but for a finding that says so already.</summary>
    static DataCheckFinding? Untrainable(DetectionFiles dataset)
    {
        try
        {
            var splits = DatasetSplits.Create(dataset);
            ((DetectionDataset)splits.Validation).CheckMeasurable((DetectionDataset)splits.Train);
            return null;
        }
        catch (DatasetException e)
        {
            return e.Finding is null ? Finding(e.Message) : null;
        }

        static DataCheckFinding Finding(string message)
        {
            var (reason, remedy) = message.LastIndexOf("; ", StringComparison.Ordinal) is > 0 and var end ? (message[..end] + ".", message[(end + 2)..]) : (message, "Mark objects in more images.");
            return new(FindingSeverity.Error, BoxFindingKind.NotTrainable, $"Nothing can be trained: {reason}", $"{char.ToUpperInvariant(remedy[0])}{remedy[1..]}", []);
        }
    }

    static DataCheckItem[] Items(IEnumerable<CheckedObjects> classes) => [.. classes.Select(of => new DataCheckItem([of.Name], Objects(of)))];

    static string? Objects(CheckedObjects of) => of.Objects == 0 ? null : of.Validation + of.Test == 0 ? $"{of.Train}" : $"{of.Train} to learn from, {of.Validation} to validate on, {of.Test} to test on";

    static string Of(int count) => ImageFindings.Count(count, "class", "classes");
}
