using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MobileNetSharp.Files;

namespace MobileNetSharp.Formats;

/// <summary>
/// The bytes of a file, and the owner of their memory. They are a copy, read once: a file that were mapped into memory instead could be
/// truncated later by anyone, and the next look at a weight would end the process.
/// </summary>
sealed record FileBytes(ReadOnlyMemory<byte> Memory, IDisposable? Owner) : IDisposable
{
    public static FileBytes Empty { get; } = new(ReadOnlyMemory<byte>.Empty, null);

    /// <summary>The whole file, or all that comes out of an open pipe; of a device or another pipe nothing. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> with the path in front, and <see cref="ModelFormatException"/>.</summary>
    public static FileBytes Open(string path)
    {
        if (BoundedFile.IsEmpty(path))
            return Empty;
        using var stream = OpenStream(path);
        try
        {
            if (!stream.CanSeek || stream.Length is 0 || stream.Length > Array.MaxLength)
                return Read(stream);
            var memory = new FileMemory(Read(stream.SafeFileHandle, (int)stream.Length));
            return new FileBytes(memory.Memory, memory);
        }
        catch (ModelFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>The first bytes of a file: so many, or all that there are. Throws as <see cref="Open"/> does.</summary>
    public static byte[] Head(string path, int length)
    {
        if (BoundedFile.IsEmpty(path))
            return [];
        using var stream = OpenStream(path);
        var head = new byte[length];
        return head[..stream.ReadAtLeast(head, length, throwOnEndOfStream: false)];
    }

    /// <summary>The rest of a stream.</summary>
    public static FileBytes Read(Stream stream)
    {
        if (stream.CanSeek && stream.Length - stream.Position > Array.MaxLength)
            throw new ModelFormatException($"{stream.Length} bytes are more than the 2 GiB that a model file may have.");
        using var copy = new MemoryStream(stream.CanSeek ? (int)(stream.Length - stream.Position) : 0);
        stream.CopyTo(copy);
        return new FileBytes(copy.GetBuffer().AsMemory(0, (int)copy.Length), null);
    }

    /// <summary>A file that had so many bytes when it was opened. Throws <see cref="ModelFormatException"/> where it has fewer or more by the time it is read.</summary>
    public static byte[] Read(SafeFileHandle file, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        for (int position = 0, count; position < length; position += count)
        {
            count = RandomAccess.Read(file, bytes.AsSpan(position), position);
            if (count == 0)
                throw Changed(length, position);
        }

        return RandomAccess.GetLength(file) is var now && now == length ? bytes : throw Changed(length, now);
    }

    /// <summary>A part of the bytes as it is, or copied where elements of such a size would straddle their natural boundaries.</summary>
    public static ReadOnlyMemory<byte> Aligned(ReadOnlyMemory<byte> file, int offset, int length, int elementBytes)
    {
        var part = file.Slice(offset, length);
        return offset % elementBytes == 0 ? part : part.ToArray();
    }

    public void Dispose() => Owner?.Dispose();

    static FileStream OpenStream(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: this is a folder; a model file is expected.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: no such file.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"{path}: access denied.", e);
        }
    }

    static ModelFormatException Changed(long before, long now) =>
        new($"The file changed while it was read: it had {before} bytes, now {now}. Load it again when it is complete.");
}

/// <summary>An array until <see cref="IDisposable.Dispose"/>, which lets the array go though there are still tensors over it: access then throws.</summary>
sealed class FileMemory(byte[] content) : MemoryManager<byte>
{
    byte[]? content = content;

    public override Span<byte> GetSpan() => Content();

    /// <summary>Holds the array, also through <see cref="IDisposable.Dispose"/>, until the handle is disposed.</summary>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        var pinned = GCHandle.Alloc(Content(), GCHandleType.Pinned);
        return new MemoryHandle((byte*)pinned.AddrOfPinnedObject() + elementIndex, pinned);
    }

    /// <summary>Nothing is left to do once the handle of <see cref="Pin"/> is free.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => content = null;

    byte[] Content()
    {
        var array = content;
        ObjectDisposedException.ThrowIf(array is null, typeof(Model));
        return array;
    }
}
