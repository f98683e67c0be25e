using System.IO.Enumeration;

namespace MobileNetSharp.Cli;

/// <summary>The pictures that the words IMAGE… name: files, folders, patterns such as <c>photos/*.jpg</c>, and <c>-</c> for stdin.</summary>
static class ImageInputs
{
    /// <summary>Stands for stdin.</summary>
    public const string StandardInput = "-";

    static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The paths, a folder's and a pattern's in order of name; a <see cref="UserException"/> where a word names none.</summary>
    public static List<string> Expand(IEnumerable<string> words) => [.. words.SelectMany(Expand)];

    static IEnumerable<string> Expand(string word)
    {
        if (word == StandardInput || File.Exists(word))
            return [word];
        if (Directory.Exists(word))
        {
            var pictures = Sorted(word, name => Extensions.Contains(Path.GetExtension(name)));
            return pictures.Count > 0
                ? pictures
                : throw new UserException($"The folder '{word}' holds no picture ({string.Join(", ", Extensions)}).");
        }

        var pattern = Path.GetFileName(word);
        if (!pattern.AsSpan().ContainsAny('*', '?'))
            return [word]; // reported as a failed input, like every other file that cannot be read
        var folder = Path.GetDirectoryName(word) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
            throw new UserException($"There is no folder '{folder}' for the pattern '{word}'.");
        var matches = Sorted(folder, name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows()));
        return matches.Count > 0 ? matches : throw new UserException($"No file matches '{word}'.");
    }

    static List<string> Sorted(string folder, Func<string, bool> wanted) =>
    [
        .. Directory.EnumerateFiles(folder).Where(path => wanted(Path.GetFileName(path)))
            .Order(StringComparer.Ordinal).Select(path => folder == "." ? Path.GetFileName(path) : path),
    ];
}
