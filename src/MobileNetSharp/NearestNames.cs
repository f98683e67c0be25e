namespace MobileNetSharp;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
public static class NearestNames
{
    /// <summary>The nearest of the names, by letters to insert, delete or replace; a part before a slash does not count.</summary>
    public static IEnumerable<string> Find(string name, IEnumerable<string> names, int count = 3) =>
        names.OrderBy(other => Math.Min(Distance(name, other), Distance(name, other[(other.IndexOf('/', StringComparison.Ordinal) + 1)..]))).Take(count);

    /// <summary>The nearest of the names if it is close enough to have been meant: at most a third of the letters differ, or one begins with the other. Null if none is.</summary>
    public static string? Closest(string name, IEnumerable<string> names)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string[] all = [.. names];
        return Array.Find(all, other => Math.Min(name.Length, other.Length) > 1
                && (other.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(other, StringComparison.OrdinalIgnoreCase)))
            ?? Find(name, all, 1).FirstOrDefault(other => Distance(name, other) <= (name.Length + 2) / 3);
    }

    /// <summary>Levenshtein's edit distance, case ignored.</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(diagonal, row[j]));
            }
        }

        return row[^1];
    }
}
