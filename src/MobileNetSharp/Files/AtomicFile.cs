namespace MobileNetSharp.Files;

/// <summary>Writes files so that they are complete or not there.</summary>
public static class AtomicFile
{
    /// <summary>The names of files that are being written, or were when their process was killed.</summary>
    public const string PartialPattern = ".*.partial";

    /// <summary>Writes beside the target, flushes to the disk (where it is durable: it outlives a loss of power, and takes the disk's time), and renames.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static void Write(string path, Action<Stream> write, bool isDurable = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new IOException($"{path}: this is a folder; a file name is expected.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new DirectoryNotFoundException($"{path}: cannot be written: no such folder.");
        // Linux keeps files in memory below /dev/shm.
        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            WriteDevice(target, write);
            return;
        }

        // Not with the target's name in it, which may be as long as a name can be.
        var partial = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.partial");
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(isDurable);
            }

            File.Move(partial, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.CannotWrite(path, e);
        }
        finally
        {
            Delete(partial);
        }
    }

    /// <summary>A device is written to, and not replaced.</summary>
    static void WriteDevice(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.CannotWrite(path, e);
        }
    }

    static void Delete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be written: what is thrown already says so.
        }
    }
}
