using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Labels;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>Which of a data set's classes each class of a detector is. Not every one needs to be: a detector of 80 classes finds the single one of a data set.</summary>
public sealed class DetectionLabelMap
{
    DetectionLabelMap(ImmutableArray<string> classNames, ImmutableArray<int?> classes, ImmutableArray<string> unmatched) =>
        (ClassNames, Classes, Unmatched) = (classNames, classes, unmatched);

    /// <summary>The data set's classes.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The data set's class of each class of the detector; null where it is none of them, and such detections are left out.</summary>
    public ImmutableArray<int?> Classes { get; }

    /// <summary>The data set's classes that the detector does not have, or whose label another class is; it cannot find them therefore.</summary>
    public ImmutableArray<string> Unmatched { get; }

    /// <summary>For a detector trained on the data set itself: the same classes in the same order.</summary>
    public static DetectionLabelMap Identity(IEnumerable<string> classNames)
    {
        ImmutableArray<string> names = [.. classNames];
        return new(names, [.. Enumerable.Range(0, names.Length).Select(index => (int?)index)], []);
    }

    /// <summary>For an evaluation that takes all classes as one: every class of the detector is the first of the data set.</summary>
    public static DetectionLabelMap Single(ImmutableArray<string> modelLabels) => new(["object"], [.. modelLabels.Select(_ => (int?)0)], []);

    /// <summary>
    /// Finds each class of a data set among a detector's labels, whatever their order and numbers; letter case, '_' and '-' do not
    /// matter. <paramref name="given"/> says a label or an index where names do not match. Of two classes with one label, that with its very name
    /// has it, or the first.
    /// </summary>
    /// <exception cref="EvaluationException">None is found; the message lists them.</exception>
    public static DetectionLabelMap Match(
        IReadOnlyList<string> classNames, ImmutableArray<string> modelLabels, IReadOnlyDictionary<string, string>? given = null)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        var labels = new LabelIndex(modelLabels);
        var classes = new int?[modelLabels.Length];
        int?[] found = [.. classNames.Select(name => given?.GetValueOrDefault(name) is { } target ? labels.FindGiven(target) : labels.Find(name))];
        foreach (var (i, label) in found.Index().OrderBy(pair => pair.Item is not { } index || modelLabels[index] != classNames[pair.Index]))
        {
            if (label is { } index)
                classes[index] ??= i;
        }

        string[] unmatched = [.. classNames.Where((_, i) => found[i] is not { } index || classes[index] != i)];
        if (unmatched.Length < classNames.Count)
            return new([.. classNames], [.. classes], [.. unmatched]);
        var known = modelLabels.Where(label => !DetectorHead.IsUnused(label)).ToArray();
        throw new EvaluationException(
            $"None of the data set's classes ({Listed(classNames)}) is one of the model's {known.Length} labels ({Listed(known)}).")
        { UnmatchedClasses = [.. unmatched] };
    }

    static string Listed(IReadOnlyList<string> names)
    {
        const int Shown = 8;
        return string.Join(", ", names.Take(Shown).Select(name => $"'{name}'")) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
    }
}
