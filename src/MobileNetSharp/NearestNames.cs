namespace MobileNetSharp;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
public static class NearestNames
{
    /// <summary>The nearest of the names, by letters to insert, delete or replace; a part before a slash does not count.</summary>
    public static IEnumerable<string> Find(string name, IEnumerable<string> names, int count = 3) =>
        names.OrderBy(other => Math.Min(Distance(name, other), Distance(name, other[(other.IndexOf('/', StringComparison.Ordinal) + 1)..]))).Take(count);

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
