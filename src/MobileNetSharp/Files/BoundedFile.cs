using System.Text;

namespace MobileNetSharp.Files;

/// <summary>
/// Reads files of any origin that are kept in memory: no more than a limit, which is checked before anything is read, and no device
/// or pipe, which might have no end. A pipe that the shell has opened (<c>/dev/stdin</c>, <c>/dev/fd/63</c>) is read up to the limit.
/// </summary>
public static class BoundedFile
{
    /// <summary>More than any list of names, recipe or description needs.</summary>
    public const int MaximumTextBytes = 1 << 24;

    /// <summary>More than a list of ImageNet's images needs.</summary>
    public const int MaximumListBytes = 1 << 28;

    /// <summary>More than any line of a list needs.</summary>
    public const int MaximumLineBytes = 1 << 17;

    const int BufferSize = 1 << 14;

    /// <summary>The text of a file.</summary>
    /// <exception cref="IOException">It cannot be read, is not a regular file, or is too large; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static string ReadText(string path, int maximumBytes = MaximumTextBytes, Encoding? encoding = null)
    {
        using var reader = new StreamReader(Open(path, maximumBytes, maximumBytes), encoding ?? Encoding.UTF8, bufferSize: BufferSize);
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a file, as they are asked for.</summary>
    /// <exception cref="IOException">It cannot be read, is not a regular file, or is too large, or a line is too long; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static IEnumerable<string> ReadLines(string path, int maximumBytes = MaximumListBytes)
    {
        using var reader = new StreamReader(Open(path, maximumBytes, MaximumLineBytes), Encoding.UTF8, bufferSize: BufferSize);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read, is not a regular file, or is too large; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static byte[] ReadBytes(string path, int maximumBytes) => ReadBytes(Open(path, maximumBytes, maximumBytes));

    /// <summary>The bytes of a stream, such as stdin, which is disposed.</summary>
    /// <exception cref="IOException">It cannot be read or is too long; the message has the name.</exception>
    public static byte[] ReadBytes(Stream stream, string name, int maximumBytes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadBytes(new LimitedStream(stream, name, maximumBytes, maximumBytes));
    }

    static byte[] ReadBytes(LimitedStream limited)
    {
        using var stream = limited;
        using var copy = new MemoryStream(stream.ExpectedBytes);
        stream.CopyTo(copy);
        return copy.Length == copy.Capacity ? copy.GetBuffer() : copy.ToArray();
    }

    /// <summary>
    /// Whether a path leads to no bytes: an empty file, or a device or a pipe, whose reading might never end and whose opening might
    /// never return; but not a pipe that is open already.
    /// </summary>
    public static bool IsEmpty(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsOpen(path))
            return false;
        var file = new FileInfo(path);
        // A link has the length of its target's name.
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists && file.Length == 0;
    }

    static LimitedStream Open(string path, int maximumBytes, int maximumLineBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"{path}: this is a folder; a file is expected.");
        if (IsEmpty(path))
            throw new IOException($"{path}: empty: 0 bytes, or not a regular file.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return new LimitedStream(stream, path, maximumBytes, maximumLineBytes);
    }

    /// <summary>Whether a path names what this process has open already.</summary>
    static bool IsOpen(string path) =>
        path == "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);
}
