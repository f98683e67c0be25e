using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Formats.Zip;

/// <summary>
/// The entries of a zip archive that stores all of them uncompressed. The central directory is what counts; a local header that
/// says otherwise, an overlap or a name that comes twice is refused. Source: PKWARE's APPNOTE.TXT 6.3.10.
/// </summary>
static class ZipDirectory
{
    const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50, EndSignature = 0x06054b50;
    const uint End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    const int LocalBytes = 30, CentralBytes = 46, EndBytes = 22, End64Bytes = 56, Locator64Bytes = 20;
    const int Zip64Extra = 1, EncryptedFlag = 1, DescriptorFlag = 8;

    /// <summary>Every entry by its name. Throws <see cref="ModelFormatException"/>.</summary>
    public static Dictionary<string, ZipEntry> Read(ReadOnlySpan<byte> file)
    {
        var (count, directory, end) = FindDirectory(file);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        var position = directory;
        while (position < end)
        {
            var (name, entry, next) = ReadEntry(file[..end], position, directory);
            if (!entries.TryAdd(name, entry))
                throw new ModelFormatException($"The archive has '{name}' twice.", position);
            position = next;
        }

        if (entries.Count != count)
            throw new ModelFormatException($"The archive lists {entries.Count} files, but claims {count}.", directory);
        CheckOverlaps(entries);
        return entries;
    }

    static (long Count, int Start, int End) FindDirectory(ReadOnlySpan<byte> file)
    {
        var at = file.Length - EndBytes;
        var last = Math.Max(0, at - ushort.MaxValue); // a comment may follow
        while (at >= last && UInt32(file, at) != EndSignature)
            at--;
        if (at < last)
            throw new ModelFormatException("The zip archive has no end record: the file is cut off.");
        long count = UInt16(file, at + 10), size = UInt32(file, at + 12), start = UInt32(file, at + 16);
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            (at, count, size, start) = ReadEnd64(file, at);
        return start >= 0 && size >= 0 && start <= at && size <= at - start
            ? (count, (int)start, (int)(start + size))
            : throw new ModelFormatException($"The archive's directory of {size} bytes at {start} does not lie before its end record.", at);
    }

    static (int At, long Count, long Size, long Start) ReadEnd64(ReadOnlySpan<byte> file, int end)
    {
        var locator = end - Locator64Bytes;
        if (locator < End64Bytes || UInt32(file, locator) != Locator64Signature)
            throw new ModelFormatException("The archive's zip64 locator is missing.", end);
        var at = Int64(file, locator + 8);
        if (at < 0 || at > locator - End64Bytes || UInt32(file, (int)at) != End64Signature)
            throw new ModelFormatException("The archive's zip64 end record is missing.", locator);
        return ((int)at, Int64(file, (int)at + 32), Int64(file, (int)at + 40), Int64(file, (int)at + 48));
    }

    static (string Name, ZipEntry Entry, int Next) ReadEntry(ReadOnlySpan<byte> file, int at, int directory)
    {
        if (file.Length - at < CentralBytes || UInt32(file, at) != CentralSignature)
            throw new ModelFormatException("An entry of the archive's directory does not begin as one.", at);
        var (nameBytes, extraBytes, commentBytes) = (UInt16(file, at + 28), UInt16(file, at + 30), UInt16(file, at + 32));
        var next = at + CentralBytes + nameBytes + extraBytes + commentBytes;
        if (next > file.Length)
            throw new ModelFormatException("An entry of the archive's directory is cut off.", at);
        var rawName = file.Slice(at + CentralBytes, nameBytes);
        var name = Encoding.UTF8.GetString(rawName);
        long packed = UInt32(file, at + 20), size = UInt32(file, at + 24), local = UInt32(file, at + 42);
        ReadExtra64(file.Slice(at + CentralBytes + nameBytes, extraBytes), ref size, ref packed, ref local);
        if (UInt16(file, at + 10) != 0 || (UInt16(file, at + 8) & EncryptedFlag) != 0 || packed != size)
            throw new ModelFormatException($"'{name}' in the archive is compressed or encrypted; files of models store their entries as they are (a TorchScript program does not).", at);
        return (name, Locate(file[..directory], name, rawName, local, size) with { Crc32 = UInt32(file, at + 16) }, next);
    }

    /// <summary>The entry's data behind its local header, which must agree with the directory.</summary>
    static ZipEntry Locate(ReadOnlySpan<byte> file, string name, ReadOnlySpan<byte> rawName, long local, long size)
    {
        if (local < 0 || local > file.Length - LocalBytes || UInt32(file, (int)local) != LocalSignature)
            throw new ModelFormatException($"'{name}' in the archive has no local header at {local}.");
        var at = (int)local;
        var (flags, method, localSize) = (UInt16(file, at + 6), UInt16(file, at + 8), UInt32(file, at + 22));
        var (nameBytes, extraBytes) = (UInt16(file, at + 26), UInt16(file, at + 28));
        var start = at + LocalBytes + nameBytes + extraBytes;
        var sizeAgrees = localSize == size || localSize == uint.MaxValue || (flags & DescriptorFlag) != 0;
        if (start > file.Length || method != 0 || !sizeAgrees || !file.Slice(at + LocalBytes, nameBytes).SequenceEqual(rawName))
            throw new ModelFormatException($"The local header of '{name}' does not agree with the archive's directory.", at);
        return size >= 0 && size <= file.Length - start
            ? new ZipEntry(start, (int)size, 0)
            : throw new ModelFormatException($"'{name}' of {size} bytes does not fit into the archive.", at);
    }

    static void ReadExtra64(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            var body = extra[4..][..Math.Min(UInt16(extra, 2), extra.Length - 4)];
            if (UInt16(extra, 0) == Zip64Extra)
            {
                var fields = body;
                Take(ref fields, ref size);
                Take(ref fields, ref packed);
                Take(ref fields, ref local);
            }

            extra = extra[(4 + body.Length)..];
        }

        static void Take(ref ReadOnlySpan<byte> fields, ref long value)
        {
            if (value != uint.MaxValue || fields.Length < sizeof(long))
                return;
            value = Int64(fields, 0);
            fields = fields[sizeof(long)..];
        }
    }

    static void CheckOverlaps(Dictionary<string, ZipEntry> entries)
    {
        var end = 0;
        foreach (var (name, entry) in entries.OrderBy(entry => entry.Value.Start))
        {
            if (entry.Start < end)
                throw new ModelFormatException($"'{name}' in the archive overlaps another file.", entry.Start);
            end = entry.Start + entry.Length;
        }
    }

    static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}

/// <summary>Where in the file the bytes of an entry lie, and their checksum.</summary>
readonly record struct ZipEntry(int Start, int Length, uint Crc32)
{
    /// <summary>Throws <see cref="ModelFormatException"/> where the bytes are not those that were written. A checksum of 0 means that there is none: torch.save can leave it out.</summary>
    public void Check(ReadOnlySpan<byte> file, string name)
    {
        if (Crc32 != 0 && Zip.Crc32.Compute(file.Slice(Start, Length)) is var found && found != Crc32)
            throw new ModelFormatException($"'{name}' in the archive is damaged: its checksum is {found:x8}, not {Crc32:x8}. Fetch or copy the file again.", Start);
    }
}
