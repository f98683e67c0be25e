using System.IO.Enumeration;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Cli;

/// <summary>The images that the arguments IMAGE… stand for: files, folders, patterns such as <c>photos/*.jpg</c>, and <c>-</c> for stdin.</summary>
static class ImageInputs
{
    /// <summary>Stands for stdin.</summary>
    public const string StandardInput = "-";

    /// <summary>
    /// The images, those of a folder or pattern in order of name, and the files of the folders that are not images; an argument that
    /// matches nothing is kept with the reason.
    /// </summary>
    public static (List<ImageInput> Images, SkippedFiles Skipped) Expand(IEnumerable<string> words)
    {
        var skipped = new SkippedFiles();
        return ([.. words.SelectMany(word => Expand(word, skipped))], skipped);
    }

    /// <summary>Says how many files of the given folders are not images, and what to do where they are images of another format.</summary>
    public static void NoteSkipped(SkippedFiles skipped, bool quiet)
    {
        if (skipped.Count == 0 || quiet)
            return;
        string[] others = [.. skipped.ByKind.Keys.Where(ImageFiles.IsOtherImage)];
        var advice = others.Length > 0 ? $" Save {string.Join(", ", others)} files as JPEG or PNG to use them." : "";
        Terminal.Line($"mobilenet: skipped {skipped.Count} file{(skipped.Count == 1 ? "" : "s")}: {skipped}.{advice}");
    }

    /// <summary>
    /// Where the shell closed it (<c>&lt;&amp;-</c>), the runtime has given its number to one of its pipes, of which it has both
    /// ends, so that nothing ever comes.
    /// </summary>
    static bool IsInputClosed()
    {
        const string Descriptors = "/proc/self/fd";
        if (!Directory.Exists(Descriptors))
            return false;
        var input = new FileInfo($"{Descriptors}/0").LinkTarget;
        return input is null || input.StartsWith("anon_inode:", StringComparison.Ordinal) || (input.StartsWith("pipe:", StringComparison.Ordinal)
            && Directory.EnumerateFiles(Descriptors).Any(descriptor => new FileInfo(descriptor).LinkTarget == input && IsWritable(descriptor)));

        // "flags:" and octal digits, of which the last is 0 for reading only.
        static bool IsWritable(string descriptor) => File.ReadLines(descriptor.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal))
            .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal)) is { } flags && (flags[^1] & 3) != 0;
    }

    static List<ImageInput> Expand(string word, SkippedFiles skipped)
    {
        try
        {
            return Found(word, skipped);
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            return [new ImageInput(word, Failures.Line(e))];
        }
    }

    static List<ImageInput> Found(string word, SkippedFiles skipped)
    {
        if (word == StandardInput && IsInputClosed())
            throw new UserException("standard input is closed.");
        if (word == StandardInput || File.Exists(word))
            return [new(word)];
        if (Directory.Exists(word))
        {
            var files = Sorted(word, _ => true).ToLookup(file => ImageFiles.IsImage(file.Path));
            foreach (var other in files[false])
                skipped.Add(other.Path);
            return files[true].Any() ? [.. files[true]] : throw new UserException($"the folder has no images ({string.Join(", ", ImageFiles.Extensions)}){Instead(word)}.");
        }

        var pattern = Path.GetFileName(word);
        if (!pattern.AsSpan().ContainsAny('*', '?'))
            return [new(word)]; // reported like every other file that cannot be read
        var folder = Path.GetDirectoryName(word) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
            throw new UserException("no such folder.");
        var matches = Sorted(folder, name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows()), hidden: pattern.StartsWith('.'));
        return matches.Count > 0 ? matches : throw new UserException("no files match.");
    }

    /// <summary>The files of a folder; hidden ones only where they are asked for.</summary>
    static List<ImageInput> Sorted(string folder, Func<string, bool> wanted, bool hidden = false) =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles().Where(file => wanted(file.Name) && (hidden || !ImageFiles.IsHidden(file)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new ImageInput(
                folder == "." ? file.Name : Path.Combine(folder, file.Name),
                ImageFiles.HasUnreadableName(file) ? "its name is not UTF-8 (\uFFFD stands for each byte that is wrong), so it cannot be opened; rename it." : null)),
    ];

    static string Instead(string folder) =>
        new DirectoryInfo(folder).EnumerateDirectories().Count(inner => !ImageFiles.IsHidden(inner)) is > 0 and var count
            ? $", but {count} folder{(count == 1 ? "" : "s")}; give the folder that holds the images"
            : "";
}
