using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>
/// Damaged copies of several files: half as the tests make them, half by what formats are made of: numbers of 2, 4 and 8 bytes in either
/// order that may be lengths or offsets, varints, digits, brackets, and pieces of one file in another.
/// </summary>
static class FileMutations
{
    const int MaxPiece = 4096;

    /// <summary>One of them; a small file is chosen more often than a large one, as it says as much in less time.</summary>
    public static Mutant Create(byte[][] files, Random random)
    {
        var file = Choose(files, random);
        return random.Next(2) == 0 ? Mutations.Create(file, random) : Structured(file, files, random);
    }

    static byte[] Choose(byte[][] files, Random random)
    {
        var (one, other) = (files[random.Next(files.Length)], files[random.Next(files.Length)]);
        return one.Length < other.Length ? one : other;
    }

    /// <summary>One to four changes to a file.</summary>
    static Mutant Structured(byte[] bytes, byte[][] files, Random random)
    {
        var damage = new StringBuilder();
        for (var changes = 1 + random.Next(4); changes > 0 && bytes.Length > 16; changes--)
        {
            (var what, bytes) = random.Next(8) switch
            {
                0 or 1 => Number(bytes, random),
                2 => Varint(bytes, random),
                3 => Digits(bytes, random),
                4 => Spliced(bytes, Choose(files, random), random),
                5 => Exchanged(bytes, random),
                6 => Repeated(bytes, random),
                _ => Inserted(bytes, random),
            };
            damage.Append(damage.Length > 0 ? ", " : "").Append(what);
        }

        return new(damage.ToString(), bytes);
    }

    /// <summary>A number that may be a length or an offset in this file, a little more, less, or far beyond.</summary>
    static (string, byte[]) Number(byte[] file, Random random)
    {
        byte[] bytes = [.. file];
        var width = 2 << random.Next(3);
        var bigEndian = random.Next(3) == 0;
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var span = bytes.AsSpan(random.Next(bytes.Length - 8), width);
            var value = Read(span, bigEndian);
            if (value <= 0 || value > file.Length)
                continue;
            var changed = random.Next(8) switch
            {
                0 => value + 1,
                1 => value - 1,
                2 => value * 2,
                3 => value / 2,
                4 => file.Length - value,
                5 => int.MaxValue,
                6 => -value,
                _ => 0,
            };
            Write(span, changed, bigEndian);
            return (string.Create(CultureInfo.InvariantCulture, $"{value} became {changed}"), bytes);
        }

        return ("nothing", bytes);
    }

    static long Read(ReadOnlySpan<byte> span, bool bigEndian) => (span.Length, bigEndian) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(span),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(span),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(span),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(span),
        (_, false) => BinaryPrimitives.ReadInt64LittleEndian(span),
        _ => BinaryPrimitives.ReadInt64BigEndian(span),
    };

    static void Write(Span<byte> span, long value, bool bigEndian)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..span.Length];
        if (bigEndian)
            bytes.Reverse();
        bytes.CopyTo(span);
    }

    /// <summary>A varint of Protobuf's in place of a byte.</summary>
    static (string, byte[]) Varint(byte[] file, Random random)
    {
        var at = random.Next(file.Length);
        byte[][] values = [[0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0x0f], [.. Enumerable.Repeat((byte)0xff, 9), 1], [0x80, 0], [0x80, 0x80, 0x04]];
        return ($"a varint at {at}", [.. file[..at], .. values[random.Next(values.Length)], .. file[(at + 1)..]]);
    }

    /// <summary>Other digits in place of a run of digits, as in JSON and CSV.</summary>
    static (string, byte[]) Digits(byte[] file, Random random)
    {
        var at = Array.FindIndex(file, random.Next(file.Length), value => value is >= (byte)'0' and <= (byte)'9');
        if (at < 0)
            return ("nothing", file);
        var end = at;
        while (end < file.Length && file[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        string[] values = ["0", "-1", "2147483647", "2147483648", "9223372036854775807", "1e999", "0.5", "null", "\"\"", "[]"];
        return ($"other digits at {at}", [.. file[..at], .. Encoding.ASCII.GetBytes(values[random.Next(values.Length)]), .. file[end..]]);
    }

    static (string, byte[]) Spliced(byte[] file, byte[] other, Random random)
    {
        var (at, from) = (random.Next(file.Length), random.Next(other.Length));
        var length = Math.Min(1 + random.Next(MaxPiece), other.Length - from);
        return random.Next(2) == 0
            ? ($"the end of another file at {at}", [.. file[..at], .. other[from..]])
            : ($"{length} bytes of another file at {at}", [.. file[..at], .. other[from..(from + length)], .. file[at..]]);
    }

    /// <summary>Two neighboring pieces in the other order.</summary>
    static (string, byte[]) Exchanged(byte[] file, Random random)
    {
        int[] cuts = [random.Next(file.Length), random.Next(file.Length), random.Next(file.Length)];
        Array.Sort(cuts);
        return ($"pieces exchanged at {cuts[1]}", [.. file[..cuts[0]], .. file[cuts[1]..cuts[2]], .. file[cuts[0]..cuts[1]], .. file[cuts[2]..]]);
    }

    /// <summary>A piece many times, for what is nested or counted.</summary>
    static (string, byte[]) Repeated(byte[] file, Random random)
    {
        var at = random.Next(file.Length);
        var length = Math.Min(1 + random.Next(32), file.Length - at);
        var times = 1 << random.Next(1, 11);
        return ($"{length} bytes at {at} {times} times", [.. file[..at], .. Enumerable.Repeat(file[at..(at + length)], times).SelectMany(piece => piece), .. file[at..]]);
    }

    static (string, byte[]) Inserted(byte[] file, Random random)
    {
        string[] values = ["[", "{", "{\"", "]", "\"", "\\u0000", "\ud83d", "\0", "\n", ",", ";", "\t", "\u00ef\u00bb\u00bf", "NaN", "//"];
        var at = random.Next(file.Length);
        var value = values[random.Next(values.Length)];
        return ($"letters at {at}", [.. file[..at], .. Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(value, 1 << random.Next(8)))), .. file[at..]]);
    }
}
