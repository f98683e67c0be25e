using System.IO.Enumeration;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Cli;

/// <summary>The images that the arguments IMAGE… stand for: files, folders, patterns such as <c>photos/*.jpg</c>, and <c>-</c> for stdin.</summary>
static class ImageInputs
{
    /// <summary>Stands for stdin.</summary>
    public const string StandardInput = "-";

    /// <summary>The images, those of a folder or pattern in order of name; an argument that matches nothing is kept with the reason.</summary>
    public static List<ImageInput> Expand(IEnumerable<string> words) => [.. words.SelectMany(Expand)];

    /// <summary>Whether the argument looks like an option and is not a file; existing options never get here.</summary>
    public static bool IsUnknownOption(string word) => word.StartsWith('-') && word != StandardInput && !File.Exists(word);

    static IEnumerable<ImageInput> Expand(string word)
    {
        try
        {
            return Paths(word).Select(path => new ImageInput(path));
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            return [new ImageInput(word, Failures.Line(e))];
        }
    }

    static List<string> Paths(string word)
    {
        if (word == StandardInput || File.Exists(word))
            return [word];
        if (Directory.Exists(word))
        {
            var images = Sorted(word, ImageFiles.IsImage);
            return images.Count > 0 ? images : throw new UserException($"the folder has no images ({string.Join(", ", ImageFiles.Extensions)}).");
        }

        var pattern = Path.GetFileName(word);
        if (!pattern.AsSpan().ContainsAny('*', '?'))
            return [word]; // reported like every other file that cannot be read
        var folder = Path.GetDirectoryName(word) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
            throw new UserException($"folder '{folder}' not found.");
        var matches = Sorted(folder, name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows()));
        return matches.Count > 0 ? matches : throw new UserException("no files match.");
    }

    static List<string> Sorted(string folder, Func<string, bool> wanted) =>
    [
        .. Directory.EnumerateFiles(folder).Where(path => wanted(Path.GetFileName(path)))
            .Order(StringComparer.Ordinal).Select(path => folder == "." ? Path.GetFileName(path) : path),
    ];
}
