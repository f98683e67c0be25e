using System.Globalization;

namespace MobileNetSharp.Formats.Darknet;

/// <summary>The sections of a <c>.cfg</c> file, in their order: <c>[name]</c>, then lines of <c>key=value</c>; <c>#</c> and <c>;</c> begin comments.</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Sections">The network first, then its layers.</param>
sealed record DarknetConfiguration(string Name, IReadOnlyList<DarknetSection> Sections)
{
    /// <summary>The sections of a text. Throws <see cref="ModelFormatException"/> with the line.</summary>
    public static DarknetConfiguration Parse(string text, string name)
    {
        var sections = new List<DarknetSection>();
        foreach (var (index, written) in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Index())
        {
            // Darknet skips every space.
            var line = string.Concat(written.Where(character => !char.IsWhiteSpace(character)));
            if (line.Length == 0 || line[0] is '#' or ';' or '\0')
                continue;
            if (line[0] == '[')
                sections.Add(new(name, line.TrimEnd(']')[1..], index + 1));
            else if (sections.Count == 0 || line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                throw new ModelFormatException($"{name}, line {index + 1}: '{written.Trim()}' is neither a section nor key=value in one.");
            else
                sections[^1].Values[line[..equals]] = line[(equals + 1)..];
        }

        return sections is [{ Name: "net" or "network" }, _, ..]
            ? new(name, sections)
            : throw new ModelFormatException($"{name}: a configuration begins with [net] and has layers; {(sections.Count == 0 ? "it is empty" : $"it begins with [{sections[0].Name}] and has {sections.Count} section{(sections.Count == 1 ? "" : "s")}")}.");
    }
}

/// <summary>A section: the network or a layer.</summary>
/// <param name="file">The file's name.</param>
/// <param name="name">The kind of layer.</param>
/// <param name="line">Where it begins.</param>
sealed class DarknetSection(string file, string name, int line)
{
    /// <summary>The kind of layer.</summary>
    public string Name => name;

    /// <summary>What it says, by key.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>A text, or what Darknet takes where there is none.</summary>
    public string Text(string key, string without) => Values.GetValueOrDefault(key, without);

    /// <summary>A whole number within bounds, or what Darknet takes where there is none.</summary>
    public int Integer(string key, int without, int minimum = 0, int maximum = 1 << 16) => Values.TryGetValue(key, out var text) ? Integer(key, text, minimum, maximum) : without;

    /// <summary>A whole number that must be there.</summary>
    public int Required(string key, int maximum = 1 << 16) => Values.TryGetValue(key, out var text) ? Integer(key, text, 1, maximum) : throw Fault($"has no '{key}'");

    /// <summary>Whole numbers with commas between them.</summary>
    public int[] Integers(string key) => [.. Parts(key).Select(part => Integer(key, part, -(1 << 16), 1 << 16))];

    /// <summary>Numbers with commas between them.</summary>
    public double[] Numbers(string key) => [.. Parts(key).Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Fault($"has the {key} '{part}', which is not a number"))];

    /// <summary>Throws where a key asks for something that is not supported.</summary>
    public void Expect(string key, int only, int without)
    {
        if (Integer(key, without, int.MinValue, int.MaxValue) is var found && found != only)
            throw Fault($"has {key}={found}; only {key}={only} can be read");
    }

    /// <summary>What to throw: a fault of this section.</summary>
    public ModelFormatException Fault(string fault, Exception? e = null) => new($"{file}, line {line}: [{name}] {fault}.", e);

    string[] Parts(string key) => Values.TryGetValue(key, out var text) ? text.Split(',', StringSplitOptions.RemoveEmptyEntries) : throw Fault($"has no '{key}'");

    int Integer(string key, string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw Fault($"has {key}={text}; a whole number from {minimum} to {maximum} is expected");
}
