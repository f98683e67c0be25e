using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;

namespace MobileNetSharp.Formats.Darknet;

/// <summary>
/// The files beside a <c>.weights</c> file: its network in a <c>.cfg</c>, the class names in a <c>.names</c>. They have the file's name, which
/// Darknet lengthens while it trains (<c>yolo_final.weights</c>, <c>yolo_20000.weights</c>), or are the only ones of their kind in the folder.
/// </summary>
/// <param name="path">The path of the weights; null where they come from a stream, which has nothing beside it.</param>
sealed partial class DarknetCompanions(string? path)
{
    const string ConfigurationExtension = ".cfg", NamesExtension = ".names";

    /// <summary>More than any configuration has.</summary>
    const int MaximumConfigurationBytes = 1 << 18;

    /// <summary>The configuration with the file's name; null where there is none.</summary>
    public DarknetConfiguration? Configuration() => Own(ConfigurationExtension) is { } found ? Read(found) : null;

    /// <summary>The only configuration of the folder; null where there are none or several.</summary>
    public DarknetConfiguration? OnlyConfiguration() => Others(ConfigurationExtension) is [var only] ? Read(only) : null;

    /// <summary>The names of so many classes, of the file's own list or of the only one that has so many; null where there is none.</summary>
    public ImmutableArray<string>? Names(int classes)
    {
        string[] lists = Own(NamesExtension) is { } own ? [own] : Others(NamesExtension);
        return lists.Select(Labels).Where(labels => labels?.Length == classes).ToArray() is [var only] ? only : null;
    }

    static ImmutableArray<string>? Labels(string list)
    {
        try
        {
            return LabelFile.Load(list);
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static DarknetConfiguration Read(string configuration) =>
        DarknetConfiguration.Parse(BoundedFile.IsEmpty(configuration) ? "" : BoundedFile.ReadText(configuration, MaximumConfigurationBytes), Path.GetFileName(configuration));

    string? Own(string extension)
    {
        if (path is null)
            return null;
        var stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        string[] candidates = [stem + extension, Progress().Replace(stem, "") + extension];
        return candidates.FirstOrDefault(File.Exists);
    }

    /// <summary>The folder's files with an extension; more than a folder of models has are none.</summary>
    string[] Others(string extension)
    {
        const int most = 100;
        try
        {
            var folder = path is null ? null : Path.GetDirectoryName(Path.GetFullPath(path));
            string[] found = folder is null ? [] : [.. Directory.EnumerateFiles(folder, $"*{extension}").Take(most + 1)];
            return found.Length > most ? [] : found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // The file could be read, its folder cannot be listed.
        }
    }

    [GeneratedRegex("_(final|last|best|[0-9]+)$")]
    private static partial Regex Progress();
}
