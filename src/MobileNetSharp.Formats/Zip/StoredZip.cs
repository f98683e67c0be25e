using System.Text;

namespace MobileNetSharp.Formats.Zip;

/// <summary>A zip archive that stores its files uncompressed, to be appended to a file. Source: PKWARE's APPNOTE.TXT 6.3.10.</summary>
static class StoredZip
{
    const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50, EndSignature = 0x06054b50;
    const ushort Version = 20, Utf8Names = 1 << 11, Stored = 0;

    /// <summary>The first day that the format can tell, so that the same files give the same bytes.</summary>
    const ushort Midnight = 0, FirstDay = (1 << 5) | 1;

    /// <summary>The archive's bytes; its offsets count from the beginning of the file, where <paramref name="start"/> bytes stand before it.</summary>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> files, int start)
    {
        using var archive = new BinaryWriter(new MemoryStream());
        using var directory = new BinaryWriter(new MemoryStream());
        foreach (var (name, content) in files)
        {
            var nameBytes = Encoding.UTF8.GetBytes(name);
            var local = checked((uint)(start + archive.BaseStream.Length));
            archive.Write(LocalSignature);
            WriteEntry(archive, nameBytes, content);
            archive.Write(nameBytes);
            archive.Write(content);

            directory.Write(CentralSignature);
            directory.Write(Version);
            WriteEntry(directory, nameBytes, content);
            directory.Write(new byte[10]); // no comment, the first disk, no attributes
            directory.Write(local);
            directory.Write(nameBytes);
        }

        var at = checked((uint)(start + archive.BaseStream.Length));
        var entries = ((MemoryStream)directory.BaseStream).ToArray();
        archive.Write(entries);
        archive.Write(EndSignature);
        archive.Write(0); // both disks' numbers
        archive.Write((ushort)files.Count);
        archive.Write((ushort)files.Count);
        archive.Write(entries.Length);
        archive.Write(at);
        archive.Write((ushort)0);
        return ((MemoryStream)archive.BaseStream).ToArray();
    }

    /// <summary>What local header and directory have in common.</summary>
    static void WriteEntry(BinaryWriter writer, byte[] name, byte[] content)
    {
        writer.Write(Version);
        writer.Write(Utf8Names);
        writer.Write(Stored);
        writer.Write(Midnight);
        writer.Write(FirstDay);
        writer.Write(Crc32.Compute(content));
        writer.Write(content.Length);
        writer.Write(content.Length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
    }
}
