using System.Buffers;
using System.IO.MemoryMappedFiles;
using MobileNetSharp.Files;

namespace MobileNetSharp.Formats;

/// <summary>
/// A file's bytes in memory, read page by page as they are used. After <see cref="Dispose"/> access throws; without it the
/// address range stays reserved, so that a span that outlives its tensor never dangles.
/// </summary>
sealed unsafe class MappedFile : MemoryManager<byte>
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* start;
    readonly int length;
    int disposed;

    /// <summary>Maps a file that is not empty and below 2 GiB; the stream is disposed with the mapping.</summary>
    public MappedFile(FileStream stream)
    {
        length = checked((int)stream.Length);
        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, typeof(Model));
        return new Span<byte>(start, length);
    }

    /// <summary>Holds the mapping through a concurrent <see cref="Dispose"/> until <see cref="Unpin"/>.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, typeof(Model));
        var held = false;
        view.SafeMemoryMappedViewHandle.DangerousAddRef(ref held);
        return new MemoryHandle(start + elementIndex, default, this);
    }

    public override void Unpin() => view.SafeMemoryMappedViewHandle.DangerousRelease();

    protected override void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}

/// <summary>The bytes of a file, and the owner of their memory.</summary>
sealed record FileBytes(ReadOnlyMemory<byte> Memory, IDisposable? Owner) : IDisposable
{
    /// <summary>A file mapped into memory; an open pipe is read whole, a device or another pipe not at all. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> with the path in front.</summary>
    public static FileBytes Open(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: this is a folder; a model file is expected.");
        if (BoundedFile.IsEmpty(path))
            return new FileBytes(ReadOnlyMemory<byte>.Empty, null);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            if (stream.CanSeek && stream.Length is > 0 and <= int.MaxValue)
            {
                var mapped = new MappedFile(stream);
                return new FileBytes(mapped.Memory, mapped);
            }

            using (stream)
                return Read(stream);
        }
        catch (ModelFormatException e)
        {
            throw e.In(path);
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

    /// <summary>The rest of a stream.</summary>
    public static FileBytes Read(Stream stream)
    {
        if (stream.CanSeek && stream.Length - stream.Position > Array.MaxLength)
            throw new ModelFormatException($"{stream.Length} bytes are more than the 2 GiB that a model file may have.");
        using var copy = new MemoryStream(stream.CanSeek ? (int)(stream.Length - stream.Position) : 0);
        stream.CopyTo(copy);
        return new FileBytes(copy.GetBuffer().AsMemory(0, (int)copy.Length), null);
    }

    /// <summary>A part of the bytes as it is, or copied where elements of such a size would straddle their natural boundaries.</summary>
    public static ReadOnlyMemory<byte> Aligned(ReadOnlyMemory<byte> file, int offset, int length, int elementBytes)
    {
        var part = file.Slice(offset, length);
        return offset % elementBytes == 0 ? part : part.ToArray();
    }

    public void Dispose() => Owner?.Dispose();
}
