namespace MobileNetSharp.Datasets.Sources;

/// <summary>Distinguishes a level of splits from a level of classes (<c>train</c>, <c>bus</c> and <c>ship</c> are classes).</summary>
static class SplitFolders
{
    static readonly Dictionary<string, Split> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["validation"] = Split.Validation,
        ["dev"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
    };

    /// <summary>The split that a word names; null if none.</summary>
    public static Split? Named(string word) => ByName.TryGetValue(word, out var split) ? split : null;

    /// <summary>The split that is one of a name's words, as in <c>train2017</c> or <c>instances_val.json</c>; null if none, or several.</summary>
    public static Split? In(ReadOnlySpan<char> name)
    {
        Split? found = null;
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && char.IsLetter(name[end]))
                end++;
            if (end > at && ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[at..end], out var split))
            {
                if (found is { } other && other != split)
                    return null;
                found = split;
            }

            at = end + 1;
        }

        return found;
    }

    /// <summary>The split that the last folder of a path with <c>/</c> names that names one.</summary>
    public static Split? InFolders(string path)
    {
        var rest = path.AsSpan();
        while (rest.LastIndexOf('/') is >= 0 and var slash)
        {
            rest = rest[..slash];
            if (In(rest[(rest.LastIndexOf('/') + 1)..]) is { } split)
                return split;
        }

        return null;
    }

    /// <summary>The folders that are splits where all of them are and each split has one, otherwise the root itself (the empty name).</summary>
    /// <exception cref="DatasetException">There are several splits, and something else or two folders of one: none of them is a class.</exception>
    public static IReadOnlyList<(string Folder, Split? Split)> Levels(string root, IReadOnlyList<string> folders)
    {
        var splits = folders.Select(folder => (Folder: folder, Split: Named(folder))).OrderBy(level => level.Split).ToArray();
        var isLevel = splits.Any(level => level.Split == Split.Train)
            && splits.All(level => level.Split is not null)
            && splits.DistinctBy(level => level.Split).Count() == splits.Length;
        string[] names = [.. folders.Where(folder => Named(folder) is not null)], others = [.. folders.Except(names)];
        if (isLevel)
            return splits;
        if (names.Any(name => Named(name) == Split.Train) && names.DistinctBy(Named).Skip(1).Any())
        {
            throw new DatasetException(others.Length > 0
                ? $"{root}: holds '{string.Join("', '", others)}' beside {string.Join(", ", names)}; move away what is not a split, or give the classes other names."
                : $"{root}: holds {string.Join(", ", names)}, some of which mean the same split; put the images of each split into one folder.");
        }

        return [("", null)];
    }
}
