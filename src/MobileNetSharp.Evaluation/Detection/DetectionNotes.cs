using System.Globalization;
using MobileNetSharp.Datasets.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>What explains figures of 0, in words: mostly that data set and detections number or name their classes differently.</summary>
public static class DetectionNotes
{
    const int MostNames = 8;

    /// <summary>About the classes of a file of results.</summary>
    public static IEnumerable<string> Of(CocoResults results, DetectionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(dataset);
        var unknown = results.UnknownClasses.Values.Sum();
        if (unknown == 0)
            yield break;
        var ids = Listed([.. results.UnknownClasses.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        var known = Listed([.. dataset.ClassNames.Select((name, index) => Invariant($"{dataset.ClassIdOf(index)} '{name}'"))]);
        yield return unknown == results.Count
            ? Invariant($"no detection is of a class of the data set, so that all figures are 0: the file has the category ids {ids}, the data set {known}.")
            : Invariant($"{unknown} of {results.Count} detections have category ids that the data set lacks ({ids}) and are left out; it has {known}.");
    }

    /// <summary>About images in which a file of results has nothing, though they have objects, as where it is of a part of the data set; a clause without a period, null where there is none.</summary>
    public static string? OfImages(CocoResults results, DetectionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(dataset);
        int[] sought = [.. Enumerable.Range(0, dataset.Count).Where(index => dataset.TargetOf(index).Boxes.Any(box => !box.IsCrowd))];
        var missing = sought.Count(index => !results.HasImage(dataset.ImageIdOf(index)));
        return missing > 0 && results.Count > 0 ? Invariant($"{missing} of {sought.Length} images with objects have no detection in the file, so that their objects count as missed") : null;
    }

    /// <summary>About classes of the data set that a detector does not have.</summary>
    public static IEnumerable<string> Of(DetectionLabelMap labels, DetectionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(dataset);
        var counts = dataset.CountByClass();
        string[] missing = [.. labels.Unmatched.Where(name => dataset.ClassNames.Index().Any(of => of.Item == name && counts[of.Index] > 0))];
        if (missing.Length > 0)
            yield return $"the model cannot find {Listed([.. missing.Select(name => $"'{name}'")])}: none of its labels {(missing.Length == 1 ? "is this class" : "are these classes")}.";
    }

    /// <summary>About a result in which nothing is right.</summary>
    public static IEnumerable<string> Of(DetectionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var detections = result.Predictions.Sum(image => image.Detections.Length);
        var sought = result.Coco.PerClass.Select(of => of.Class).ToHashSet();
        if (detections == 0)
            yield return Invariant($"nothing was detected in any of the {result.Images} images, so that all figures are 0.");
        else if (!result.Predictions.Any(image => image.Detections.Any(detection => sought.Contains(detection.Class))))
            yield return $"no detection is of a class that the images show ({Listed([.. sought.Order().Select(of => $"'{result.ClassNames[of]}'")])}), so that all figures are 0.";
        else if (result.Coco.Figures.AP50 == 0)
            yield return "no detection overlaps with an object of its class by an IoU of 0.5; do boxes and images have the same size and orientation?";
    }

    static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? Invariant($" and {names.Count - MostNames} more") : "");
}
