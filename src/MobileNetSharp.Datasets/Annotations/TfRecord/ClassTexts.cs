using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>What records call the classes of a label map. A text that the map does not have, at the number of a class, is the class's name, unless records have other texts for it too.</summary>
sealed class ClassTexts
{
    readonly HashSet<string> matched = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> others = new(StringComparer.Ordinal);

    /// <summary>The numbers of objects without a text.</summary>
    public HashSet<long> Numbers { get; } = [];

    /// <summary>A record has one of the map's names for a class.</summary>
    public void Match(string className) => matched.Add(className);

    /// <summary>A record has another text at the number of a class.</summary>
    public void Add(string className, string text)
    {
        if (!others.TryAdd(className, text) && others[className] != text)
            others[className] = null;
    }

    /// <summary>Gives the classes the names that the records have.</summary>
    public void Rename(RawAnnotations raw) =>
        raw.RenameClasses(others.Where(pair => pair.Value is not null && !matched.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value!)));
}
