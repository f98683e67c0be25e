namespace MobileNetSharp.Formats.Torch;

/// <summary>Names of layers as words: runs of letters and whole numbers, whatever separates them.</summary>
static class NameWords
{
    /// <summary>The order of names in which numbers count as numbers: <c>block2</c> before <c>block10</c>.</summary>
    public static IComparer<string> NaturalOrder { get; } = Comparer<string>.Create(Compare);

    /// <summary>How near a name is to another: first by the words that they begin with in common, then by how few others it has.</summary>
    public static (int Common, int FewOthers) Nearness(string name, string other)
    {
        ReadOnlySpan<char> a = name, b = other;
        var common = 0;
        while (true)
        {
            var word = Next(ref a);
            var counterpart = Next(ref b);
            if (word.IsEmpty || !word.SequenceEqual(counterpart))
                return (common, -(counterpart.IsEmpty ? 0 : 1 + Count(b)));
            common++;
        }
    }

    static int Compare(string name, string other)
    {
        ReadOnlySpan<char> a = name, b = other;
        while (true)
        {
            var word = Next(ref a);
            var counterpart = Next(ref b);
            if (word.IsEmpty || counterpart.IsEmpty)
                return word.IsEmpty && counterpart.IsEmpty ? string.CompareOrdinal(name, other) : word.Length - counterpart.Length;
            var order = IsNumber(word) && IsNumber(counterpart) && word.Length != counterpart.Length
                ? word.Length - counterpart.Length
                : word.SequenceCompareTo(counterpart);
            if (order != 0)
                return order;
        }
    }

    static int Count(ReadOnlySpan<char> rest)
    {
        var count = 0;
        while (!Next(ref rest).IsEmpty)
            count++;
        return count;
    }

    static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        while (!rest.IsEmpty && !char.IsAsciiLetterOrDigit(rest[0]))
            rest = rest[1..];
        var length = 0;
        while (length < rest.Length && char.IsAsciiLetterOrDigit(rest[length]) && char.IsAsciiDigit(rest[length]) == char.IsAsciiDigit(rest[0]))
            length++;
        var word = rest[..length];
        rest = rest[length..];
        return word;
    }

    static bool IsNumber(ReadOnlySpan<char> word) => char.IsAsciiDigit(word[0]);
}
