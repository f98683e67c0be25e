using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>
/// Names with accents composed, as in Unicode's NFC: macOS writes <c>é</c> in file names as two characters, other systems as one.
/// The .NET function does nothing in programs without globalization data, such as this project's command.
/// </summary>
static class ComposedName
{
    const int RecordBytes = 6;

    const char FirstLead = '\u1100', FirstVowel = '\u1161', FirstSyllable = '\uAC00', BeforeTrails = '\u11A7';

    const int Leads = 19, Vowels = 21, Trails = 28;

    static readonly Lazy<Dictionary<(char, char), char>> Compositions = new(Read);

    /// <summary>The name with each letter and the marks after it as one character where there is one.</summary>
    public static string From(string name)
    {
        if (Ascii.IsValid(name)) return name;
        var composed = new StringBuilder(name.Length);
        foreach (var next in name)
        {
            if (composed.Length > 0 && Compose(composed[^1], next) is { } both) composed[^1] = both;
            else composed.Append(next);
        }

        return composed.ToString();
    }

    static char? Compose(char first, char second)
    {
        if (Compositions.Value.TryGetValue((first, second), out var both)) return both;
        var (lead, vowel, trail, syllable) = (first - FirstLead, second - FirstVowel, second - BeforeTrails, first - FirstSyllable);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return (char)(FirstSyllable + (((lead * Vowels) + vowel) * Trails));
        return syllable >= 0 && syllable < Leads * Vowels * Trails && syllable % Trails == 0 && trail is > 0 and < Trails ? (char)(first + trail) : null;
    }

    /// <summary>Pairs of the basic plane, written by eng/make_compositions.py.</summary>
    static Dictionary<(char, char), char> Read()
    {
        using var resource = typeof(ComposedName).Assembly.GetManifestResourceStream("Compositions.bin")!;
        var records = new byte[resource.Length];
        resource.ReadExactly(records);
        var compositions = new Dictionary<(char, char), char>(records.Length / RecordBytes);
        for (var record = records.AsSpan(); record.Length > 0; record = record[RecordBytes..])
            compositions[(Character(record), Character(record[2..]))] = Character(record[4..]);
        return compositions;
    }

    static char Character(ReadOnlySpan<byte> bytes) => (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
