using System.Buffers.Binary;
using System.Text;

namespace MobileNetSharp.Training.Tests;

/// <summary>Reads the scalars of TensorBoard's event files as TensorBoard does: every checksum is compared.</summary>
static class EventFileReader
{
    public static IEnumerable<(long Step, string Tag, float Value)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var isFirst = true;
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var record = bytes[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(record), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            at += 12 + length + 4;
            var fields = Fields(record).ToArray();
            var seconds = BitConverter.Int64BitsToDouble((long)fields.Single(field => field.Number == 1).Value);
            Assert.InRange(seconds, DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
            if (isFirst)
                Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(fields.Single(field => field.Number == 3).Bytes));
            isFirst = false;
            var step = (long)fields.SingleOrDefault(field => field.Number == 2).Value;
            foreach (var value in fields.Where(field => field.Number == 5).SelectMany(summary => Fields(summary.Bytes)))
            {
                var parts = Fields(value.Bytes).ToDictionary(field => field.Number);
                yield return (step, Encoding.UTF8.GetString(parts[1].Bytes), BitConverter.UInt32BitsToSingle((uint)parts[2].Value));
            }
        }
    }

    static IEnumerable<(int Number, ulong Value, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    yield return ((int)(key >> 3), Varint(message, ref at), []);
                    break;
                case 1:
                    yield return ((int)(key >> 3), BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)), []);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return ((int)(key >> 3), 0, message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return ((int)(key >> 3), BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)), []);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
        }
    }

    static ulong Varint(byte[] bytes, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            value |= (ulong)(bytes[at] & 0x7f) << shift;
            if ((bytes[at++] & 0x80) == 0)
                return value;
        }
    }

    /// <summary>The CRC-32C (RFC 3720) bit by bit, masked as TFRecord's are.</summary>
    static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
