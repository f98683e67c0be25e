using System.Buffers.Binary;

namespace MobileNetSharp.Formats.Zip;

/// <summary>The checksum of zip archives (APPNOTE.TXT 4.4.7), eight bytes at a time.</summary>
static class Crc32
{
    const uint Polynomial = 0xedb88320;
    const int Bytes = 256;

    /// <summary>Row k: what a byte does to the checksum when k more bytes follow it.</summary>
    static readonly uint[] Table = MakeTable();

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan();
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = 0;
            for (var row = sizeof(ulong) - 1; row >= 0; row--, eight >>= 8)
                crc ^= table[(row * Bytes) + (int)(eight & 0xff)];
        }

        foreach (var value in bytes)
            crc = table[(int)((crc ^ value) & 0xff)] ^ (crc >> 8);
        return ~crc;
    }

    static uint[] MakeTable()
    {
        var table = new uint[sizeof(ulong) * Bytes];
        for (var value = 0u; value < Bytes; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            table[value] = crc;
        }

        for (var i = Bytes; i < table.Length; i++)
            table[i] = table[(int)(table[i - Bytes] & 0xff)] ^ (table[i - Bytes] >> 8);
        return table;
    }
}
