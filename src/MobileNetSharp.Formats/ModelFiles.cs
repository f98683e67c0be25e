namespace MobileNetSharp.Formats;

/// <summary>A model's file, and the files beside it that it refers to; all of them stay in memory until this is disposed.</summary>
sealed class ModelFiles(FileBytes file, string? path = null) : IDisposable
{
    /// <summary>As many links in one path as Linux follows.</summary>
    const int MaximumLinks = 40;

    readonly Dictionary<string, string> pathsByLocation = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileBytes> beside = new(StringComparer.Ordinal);

    /// <summary>Where the model's file is; null where it comes from a stream.</summary>
    public string? ModelPath => path;

    /// <summary>The model's file.</summary>
    public ReadOnlyMemory<byte> Memory => file.Memory;

    /// <summary>
    /// A file in the model's folder or below, by the relative path that the model gives. Throws <see cref="ModelFormatException"/> where
    /// the path leads elsewhere, also by a link, where there is no such file, and where the model does not come from a path itself.
    /// A file under several paths is the same memory.
    /// </summary>
    public ReadOnlyMemory<byte> Beside(string location)
    {
        if (!pathsByLocation.TryGetValue(location, out var real))
            pathsByLocation.Add(location, real = Locate(location));
        if (!beside.TryGetValue(real, out var found))
            beside.Add(real, found = Open(real, location));
        return found.Memory;
    }

    /// <summary>Lets the memory of the model's file go, but not that of the files beside it.</summary>
    public void ReleaseModel()
    {
        file.Dispose();
        file = FileBytes.Empty;
    }

    public void Dispose()
    {
        file.Dispose();
        foreach (var other in beside.Values)
            other.Dispose();
    }

    string Locate(string location)
    {
        if (path is null)
            throw new ModelFormatException($"The model's data lie in another file, '{location}', which can only be found when the model is read by its path.");
        var parts = location.Split('/', '\\');
        if (parts[0].Length == 0 || Path.IsPathRooted(location) || parts.Any(part => part == ".." || part.AsSpan().ContainsAny(':', '\0')))
            throw Outside(location);
        var model = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(model)!;
        try
        {
            // A model that is a link, as in a download cache, may have its data beside the link or beside what it links to.
            var real = Real(Path.Combine([folder, .. parts]));
            return IsBelow(real, Real(folder)) || IsBelow(real, Path.GetDirectoryName(Real(model))!) ? real : throw Outside(location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(location, e);
        }
    }

    static FileBytes Open(string real, string location)
    {
        try
        {
            var info = new FileInfo(real);
            if (!info.Exists)
                throw new ModelFormatException($"The model's data file '{location}' is missing; it belongs beside the model.");
            // A pipe has no length either; opening one would wait for its writer.
            return info.Length == 0 ? FileBytes.Empty : FileBytes.Open(real);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(location, e);
        }
    }

    static ModelFormatException Unreadable(string location, Exception e) => new($"The model's data file '{location}' cannot be read: {e.Message}", e);

    static ModelFormatException Outside(string location) =>
        new($"The model refers to the data file '{location}', which is not in the model's folder: a relative path without '..' or a link that leads out is expected.");

    static bool IsBelow(string path, string folder) => path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on it resolved.</summary>
    static string Real(string path)
    {
        var (real, links) = (Path.GetPathRoot(path)!, 0);
        var left = new Stack<string>(Parts(path));
        while (left.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaximumLinks)
                throw new IOException($"{path}: there are too many links on this path.");
            var resolved = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(resolved)!;
            foreach (var step in Parts(resolved))
                left.Push(step);
        }

        return real;
    }

    /// <summary>The names on an absolute path, the last first.</summary>
    static IEnumerable<string> Parts(string path) => path[Path.GetPathRoot(path)!.Length..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
