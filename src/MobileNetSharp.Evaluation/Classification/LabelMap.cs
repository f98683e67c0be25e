using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation.Labels;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>Which of a network's classes each class of a dataset is.</summary>
public sealed class LabelMap
{
    LabelMap(ImmutableArray<string> modelLabels, ImmutableArray<int> indices) => (ModelLabels, Indices) = (modelLabels, indices);

    /// <summary>The network's classes.</summary>
    public ImmutableArray<string> ModelLabels { get; }

    /// <summary>The network's class of each class of the dataset.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>For a network trained on the dataset itself: the same classes in the same order.</summary>
    public static LabelMap Identity(IEnumerable<string> classNames)
    {
        ImmutableArray<string> labels = [.. classNames];
        return new LabelMap(labels, [.. Enumerable.Range(0, labels.Length)]);
    }

    /// <summary>
    /// Finds each class of a dataset among a network's labels, in which synonyms are separated by commas. Letter case, '_' and
    /// '-' do not matter; a WordNet id in front (<c>n01440764_tench</c>) is ignored, and 1,000 folders named by ids
    /// alone are ImageNet's classes in order. <paramref name="given"/> says a label or an index where names do not match.
    /// </summary>
    /// <exception cref="EvaluationException">Some classes are not found; the message lists them.</exception>
    public static LabelMap Match(
        IReadOnlyList<string> classNames, ImmutableArray<string> modelLabels, IReadOnlyDictionary<string, string>? given = null)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (given is null && ImageNetOrder(classNames, modelLabels) is { } inOrder)
            return inOrder;
        var labels = new LabelIndex(modelLabels);
        var indices = classNames.Select(name => given?.GetValueOrDefault(name) is { } target ? labels.FindGiven(target) : labels.Find(name)).ToArray();
        var missing = classNames.Where((_, i) => indices[i] is null).ToArray();
        if (missing.Length > 0)
            throw new EvaluationException(Message(missing, classNames.Count, labels)) { UnmatchedClasses = [.. missing] };
        return new LabelMap(modelLabels, [.. indices.Select(index => index!.Value)]);
    }

    static LabelMap? ImageNetOrder(IReadOnlyList<string> classNames, ImmutableArray<string> modelLabels)
    {
        var background = modelLabels.SequenceEqual(ClassNames.ImageNetWithBackground) ? 1 : 0;
        if (classNames.Count != 1000 || !classNames.All(LabelIndex.IsWordNetId) || (background == 0 && !modelLabels.SequenceEqual(ClassNames.ImageNet)))
            return null;
        var order = classNames.Order(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i + background);
        return new LabelMap(modelLabels, [.. classNames.Select(name => order[name])]);
    }

    static string Message(string[] missing, int count, LabelIndex labels)
    {
        const int Shown = 12;
        var listed = missing.Take(Shown).Select(name => labels.Matches(name) is { Length: > 1 } several
            ? $"'{name}' (could be {string.Join(" or ", several.Select(i => $"{i.ToString(CultureInfo.InvariantCulture)} '{labels[i]}'"))})"
            : $"'{name}'");
        var rest = missing.Length > Shown ? $" and {missing.Length - Shown} more" : "";
        return $"{missing.Length} of {count} classes of the dataset are not one of the model's {labels.Count} labels: {string.Join(", ", listed)}{rest}.";
    }
}
