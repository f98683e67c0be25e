using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// The bytes of a FlatBuffer, little-endian; nothing is read and no offset followed without a look at the bounds.
/// Format: https://flatbuffers.dev/internals/.
/// </summary>
readonly struct FlatBuffer(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public T Read<T>(long at)
        where T : unmanaged => MemoryMarshal.Read<T>(Slice(at, Unsafe.SizeOf<T>()).Span);

    /// <summary>The position that the offset stored at a position leads to.</summary>
    public long Follow(long at) => at + Read<uint>(at);

    /// <summary>The elements of a vector: its length comes first, in 32 bits.</summary>
    public ReadOnlyMemory<byte> Vector(long at, int elementBytes) => Slice(at + 4, (long)Read<uint>(at) * elementBytes);

    public ReadOnlyMemory<byte> Slice(long at, long length)
    {
        if (at < 0 || at > bytes.Length - length)
            throw new ModelFormatException($"The file ends at byte {bytes.Length}, but {length} bytes are expected further on", at);
        return bytes.Slice((int)at, (int)length);
    }
}
