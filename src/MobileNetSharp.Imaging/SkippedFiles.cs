using static System.FormattableString;

namespace MobileNetSharp.Imaging;

/// <summary>Counts files of a folder that are not read, by kind: their extension in lower case.</summary>
public sealed class SkippedFiles
{
    const string NoExtension = "without extension";

    readonly SortedDictionary<string, int> byKind = new(StringComparer.Ordinal);

    /// <summary>How many files there are of each kind.</summary>
    public IReadOnlyDictionary<string, int> ByKind => byKind;

    /// <summary>How many files there are.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a file by its name.</summary>
    public void Add(string path)
    {
        var kind = Path.GetExtension(path) is { Length: > 1 } extension ? extension.ToLowerInvariant() : NoExtension;
        byKind[kind] = byKind.GetValueOrDefault(kind) + 1;
        Count++;
    }

    /// <summary>The counts: <c>12 .heic, 2 .txt</c>.</summary>
    public override string ToString() => string.Join(", ", byKind.Select(pair => Invariant($"{pair.Value} {pair.Key}")));
}
