using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Training.Native;

/// <summary>The symbol versions that a shared library asks of others (ELF64, little-endian; section <c>.gnu.version_r</c>).</summary>
/// <remarks>Source: Linux Standard Base, Core, "Symbol Versioning", https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html.</remarks>
static class VersionNeeds
{
    const uint SectionOfNeeds = 0x6ffffffe; // SHT_GNU_verneed
    const ushort Weak = 2; // VER_FLG_WEAK
    const int SectionHeaderBytes = 64;

    /// <summary>Makes the need for one version weak, in place: the loader then accepts that it is missing. False where nothing asks for it.</summary>
    public static bool Weaken(Span<byte> library, string version)
    {
        if (library.Length < 64 || !library.StartsWith("\u007fELF\u0002\u0001"u8))
            return false;
        var sections = (int)U64(library, 40);
        var count = U16(library, 60);
        for (var i = 0; i < count; i++)
        {
            var section = library.Slice(sections + (i * SectionHeaderBytes), SectionHeaderBytes);
            if (U32(section, 4) != SectionOfNeeds)
                continue;
            var names = library.Slice(sections + ((int)U32(section, 40) * SectionHeaderBytes), SectionHeaderBytes);
            return Weaken(library[(int)U64(section, 24)..], (int)U32(section, 44), library[(int)U64(names, 24)..], version);
        }

        return false;
    }

    /// <summary>A list of libraries (Verneed), each with a list of versions (Vernaux); offsets are relative to each entry.</summary>
    static bool Weaken(Span<byte> needs, int libraries, ReadOnlySpan<byte> names, string version)
    {
        var found = false;
        for (var library = needs; libraries > 0; libraries--)
        {
            var entry = library[(int)U32(library, 8)..];
            for (var versions = U16(library, 2); versions > 0; versions--)
            {
                var name = names[(int)U32(entry, 8)..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(Encoding.ASCII.GetBytes(version)))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(U16(entry, 4) | Weak));
                    found = true;
                }

                entry = entry[(int)U32(entry, 12)..];
            }

            library = library[(int)U32(library, 12)..];
        }

        return found;
    }

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
