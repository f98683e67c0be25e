using System.Buffers.Binary;
using System.Numerics;
using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>
/// The records of a TFRecord file: length, checksum of the length, bytes, checksum of the bytes (CRC-32C, masked), all little endian.
/// https://www.tensorflow.org/tutorials/load_data/tfrecord
/// </summary>
static class TfRecordFile
{
    public const int HeaderBytes = 12, ChecksumBytes = 4;

    /// <summary>An image, and some numbers.</summary>
    const int MaxRecordBytes = 256 << 20;

    /// <summary>Each record with the place of its bytes; the bytes are valid until the next one.</summary>
    /// <exception cref="DatasetException">The file is cut off or damaged.</exception>
    public static IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Records(AnnotationFiles files, string name)
    {
        using var file = files.Open(name);
        var (header, buffer) = (new byte[HeaderBytes], Array.Empty<byte>());
        for (var at = 0L; at < file.Length;)
        {
            var count = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
            if (count >= 2 && at == 0 && header is [0x1F, 0x8B, ..])
                throw files.Fault(name, "is compressed by gzip; unpack it first.");
            if (count < HeaderBytes)
                throw files.Fault(name, $"byte {at}: the file ends within a record; get it again from its source.");
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) != Checksum(header.AsSpan(0, 8)))
                throw files.Fault(name, at == 0 ? "byte 0: not a TFRecord file: the checksum of the first record's length is wrong." : $"byte {at}: damaged: the checksum of the record's length is wrong.");
            if (length > MaxRecordBytes)
                throw files.Fault(name, $"byte {at}: a record of {length} bytes; expected at most {MaxRecordBytes >> 20} MiB.");
            if ((long)length > file.Length - at - HeaderBytes - ChecksumBytes)
                throw files.Fault(name, $"byte {at}: the file ends within a record; get it again from its source.");
            var whole = (int)length + ChecksumBytes;
            if (buffer.Length < whole)
                buffer = new byte[whole];
            file.ReadExactly(buffer, 0, whole);
            if (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan((int)length)) != Checksum(buffer.AsSpan(0, (int)length)))
                throw files.Fault(name, $"byte {at}: damaged: the checksum of the record is wrong.");
            yield return (at + HeaderBytes, buffer.AsMemory(0, (int)length));
            at += HeaderBytes + whole;
        }
    }

    /// <summary>Writes a record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> record)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt64LittleEndian(header, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum(header[..8]));
        stream.Write(header);
        stream.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Checksum(record));
        stream.Write(header[..ChecksumBytes]);
    }

    /// <summary>The CRC-32C, rotated and offset so that checksums of checksums differ.</summary>
    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
