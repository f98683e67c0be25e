namespace MobileNetSharp.Files;

/// <summary>Where links lead.</summary>
public static class LinkTargets
{
    /// <summary>As many links as Linux follows in one path.</summary>
    const int MaxLinks = 40;

    /// <summary>A folder's full path with no link in it, and no separator at its end.</summary>
    public static string RealPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return RealPath(path, MaxLinks);
    }

    /// <summary>Whether a folder is another or lies below it; both as <see cref="RealPath(string)"/> gives them.</summary>
    public static bool IsSameOrInside(string folder, string other)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(other);
        return folder.StartsWith(other, Comparison)
            && (folder.Length == other.Length || Path.EndsInDirectorySeparator(other) || folder[other.Length] == Path.DirectorySeparatorChar);
    }

    static StringComparison Comparison => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    static string RealPath(string path, int linksLeft)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Join(real, part);
            // A link's own path may lead through links, and its target too.
            if (linksLeft > 0 && new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: false) is { } target)
                real = RealPath(target.FullName, --linksLeft);
        }

        return real;
    }
}
