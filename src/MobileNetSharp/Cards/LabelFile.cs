using System.Collections.Immutable;
using MobileNetSharp.Files;

namespace MobileNetSharp.Cards;

/// <summary>
/// The class names of a file, by output index, in the forms that people have: one name a line, with or without an index before
/// it (<c>0 cat</c>, <c>0: cat</c>); JSON lists and maps, also a Hugging Face config.json; TensorFlow's label maps (.pbtxt).
/// </summary>
public static class LabelFile
{
    /// <summary>The class names in a file.</summary>
    /// <exception cref="ModelCardException">The file holds no class names, or is damaged; with its path.</exception>
    /// <exception cref="IOException">The file cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static ImmutableArray<string> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(BoundedFile.IsEmpty(path) ? "" : BoundedFile.ReadText(path));
        }
        catch (ModelCardException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>
    /// The class names in a text. Where the lines begin with their own ascending indices from 0 or 1, these count, and an index
    /// that is left out has an empty name; otherwise each line counts, empty ones too, but for those at the end. Lines that begin
    /// with <c>#</c> are comments.
    /// </summary>
    /// <exception cref="ModelCardException">The text holds no class names.</exception>
    public static ImmutableArray<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var content = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (content.StartsWith('{') || content.StartsWith('['))
            return LabelJson.Parse(content);
        return content.StartsWith("item", StringComparison.Ordinal) && content[4..].TrimStart().StartsWith('{')
            ? LabelMapText.Parse(content)
            : LabelLines.Parse(text.TrimStart('\uFEFF'));
    }
}
