using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace MobileNetSharp.Formats;

/// <summary>
/// A file's bytes in memory, read page by page as they are used. After <see cref="Dispose"/> access throws; without it the
/// address range stays reserved, so that a span that outlives its tensor never points nowhere.
/// </summary>
sealed unsafe class MappedFile : MemoryManager<byte>
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* start;
    readonly int length;
    int disposed;

    /// <summary>Maps a file that is not empty and below 2 GiB; the stream is given back with the mapping.</summary>
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
