using MobileNetSharp.Files;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Reads whole encoded images (a codec needs to seek), but never more than a limit.</summary>
static class EncodedBytes
{
    /// <summary>Ten times the largest camera JPEG; anything larger is not a photograph.</summary>
    public const int MaxBytes = 256 << 20;

    /// <exception cref="ImageFormatException">The file is empty, a device or a pipe, whose reading might never end.</exception>
    /// <exception cref="IOException">The path is missing, a folder or a broken link.</exception>
    public static FileStream Open(string path, FileOptions options = FileOptions.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"{path}: is a folder; give the path of an image file.");
        if (BoundedFile.IsEmpty(path))
            throw new ImageFormatException("empty: 0 bytes, or not a regular file; get the file again from its source, or delete it.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, options);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            var link = new FileInfo(path).LinkTarget;
            throw new FileNotFoundException(link is null ? $"{path}: no such file{(ImageFiles.HasReplacement(path) ? "; if its name is not UTF-8, rename it" : "")}." : $"{path}: links to {link}, which does not exist.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"{path}: access denied; check the file's permissions.", e);
        }
    }

    /// <summary>The rest of the stream.</summary>
    public static ReadOnlySpan<byte> Read(Stream stream)
    {
        var buffer = Buffer(stream);
        var length = 0;
        while (stream.Read(buffer, length, buffer.Length - length) is > 0 and var read)
            buffer = Grown(buffer, length += read);
        return buffer.AsSpan(0, length);
    }

    /// <summary>The rest of the stream, read asynchronously.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = Buffer(stream);
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            buffer = Grown(buffer, length += read);
        return buffer.AsMemory(0, length);
    }

    static byte[] Buffer(Stream stream)
    {
        var remaining = stream.CanSeek ? stream.Length - stream.Position : 0;
        // One byte more than remains, so that the end is seen without growing.
        return remaining <= MaxBytes ? new byte[Math.Max(remaining + 1, 64 << 10)] : throw TooLong();
    }

    /// <summary>The buffer, or a larger one where the bytes read fill it.</summary>
    static byte[] Grown(byte[] buffer, int length)
    {
        if (length > MaxBytes) throw TooLong();
        if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxBytes + 1));
        return buffer;
    }

    static ImageFormatException TooLong() => new($"more than {MaxBytes >> 20} MiB of encoded image, which is the limit; is this a photograph?");
}
