using System.Buffers.Binary;
using System.Globalization;

namespace MobileNetSharp.TestKit;

/// <summary>Damaged copies of a file, as a broken transfer or an attacker would make them; the same for the same seed.</summary>
public static class Mutations
{
    /// <summary>Numbers that break sums, products and signs.</summary>
    static readonly long[] Extremes =
        [0, 1, -1, 0x7f, 0xff, 0x7fff, 0xffff, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    /// <summary>So many damaged copies: a fifth truncated, the others with flipped bits, extreme numbers, cut, doubled or swapped pieces.</summary>
    public static IEnumerable<Mutant> Create(byte[] file, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(file);
        var random = new Random(seed);
        var truncations = Math.Min(count / 5, file.Length);
        for (var i = 0; i < truncations; i++)
            yield return Truncated(file, i < truncations / 2 ? i : Position(random, file.Length));
        for (var i = truncations; i < count; i++)
        {
            var mutant = Damaged(file, random);
            yield return i % 4 == 0 ? Twice(mutant, random) : mutant;
        }
    }

    /// <summary>One damaged copy, each of these kinds as often as above.</summary>
    public static Mutant Create(byte[] file, Random random)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(random);
        if (random.Next(5) == 0)
            return Truncated(file, Position(random, file.Length));
        var mutant = Damaged(file, random);
        return random.Next(4) == 0 ? Twice(mutant, random) : mutant;
    }

    static Mutant Truncated(byte[] file, int length) => new(Invariant($"cut off after {length} bytes"), file[..length]);

    static Mutant Twice(Mutant mutant, Random random)
    {
        var again = Damaged(mutant.Bytes, random);
        return new($"{mutant.Damage}, {again.Damage}", again.Bytes);
    }

    static Mutant Damaged(byte[] file, Random random)
    {
        var at = Position(random, file.Length);
        var length = Math.Min(file.Length - at, 1 << random.Next(0, 10));
        return random.Next(9) switch
        {
            0 or 1 => Changed(file, $"bit flipped at {at}", bytes => bytes[at] ^= (byte)(1 << random.Next(8))),
            2 => Changed(file, $"byte changed at {at}", bytes => bytes[at] = (byte)random.Next(256)),
            3 or 4 => Changed(file, $"extreme number at {at}", bytes => WriteExtreme(bytes.AsSpan(at), file.Length, random)),
            5 => Changed(file, $"{length} bytes zeroed at {at}", bytes => bytes.AsSpan(at, length).Clear()),
            6 => new(Invariant($"{length} bytes removed at {at}"), [.. file[..at], .. file[(at + length)..]]),
            7 => new(Invariant($"{length} bytes doubled at {at}"), [.. file[..(at + length)], .. file[at..]]),
            _ => Swapped(file, at, Position(random, file.Length), length),
        };
    }

    static Mutant Swapped(byte[] file, int at, int other, int length) =>
        Changed(file, Invariant($"{length} bytes of {other} put at {at}"), bytes =>
        {
            length = Math.Min(length, file.Length - other);
            file.AsSpan(other, length).CopyTo(bytes.AsSpan(at));
        }, length: Math.Min(length, file.Length - other) + at);

    static Mutant Changed(byte[] file, FormattableString damage, Action<byte[]> change, int length = 0) =>
        Changed(file, Invariant(damage), change, length);

    static Mutant Changed(byte[] file, string damage, Action<byte[]> change, int length = 0)
    {
        var bytes = new byte[Math.Max(file.Length, length)];
        file.CopyTo(bytes, 0);
        if (bytes.Length > 0)
            change(bytes);
        return new(damage, bytes);
    }

    /// <summary>A position, half of them in the first or the last kilobyte, where formats keep their structure.</summary>
    static int Position(Random random, int length) => random.Next(4) switch
    {
        0 => random.Next(Math.Clamp(length, 1, 1024)) % Math.Max(1, length),
        1 => Math.Max(0, length - 1 - random.Next(Math.Clamp(length, 1, 1024))),
        _ => random.Next(Math.Max(1, length)),
    };

    static void WriteExtreme(Span<byte> target, int fileLength, Random random)
    {
        var number = random.Next(3) == 0 ? fileLength + random.Next(-1, 2) : Extremes[random.Next(Extremes.Length)];
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        bytes[..Math.Min(1 << random.Next(4), target.Length)].CopyTo(target);
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
