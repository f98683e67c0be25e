namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>A Huffman code of a DHT segment (T.81, annex C): codes of each length are consecutive numbers.</summary>
sealed class HuffmanCode
{
    public const int MaxLength = 16;

    readonly int[] limit = new int[MaxLength + 1];
    readonly int[] offset = new int[MaxLength + 1];
    readonly byte[] values;

    HuffmanCode(byte[] values) => this.values = values;

    /// <summary>Reads one code and removes it from the segment's bytes; null if they are too few.</summary>
    public static HuffmanCode? Read(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MaxLength) return null;
        var lengths = bytes[..MaxLength];
        var total = 0;
        foreach (var count in lengths) total += count;
        if (total > 256 || total > bytes.Length - MaxLength) return null;
        var code = new HuffmanCode(bytes.Slice(MaxLength, total).ToArray());
        for (int length = 1, next = 0, index = 0; length <= MaxLength; length++, next <<= 1)
        {
            code.offset[length] = index - next;
            (next, index) = (next + lengths[length - 1], index + lengths[length - 1]);
            code.limit[length] = next;
        }

        bytes = bytes[(MaxLength + total)..];
        return code;
    }

    /// <summary>The value whose code the 16 bits begin with, and the code's length; -1 if there is none.</summary>
    public int Find(int bits, out int length)
    {
        for (length = 1; length <= MaxLength; length++)
        {
            var code = bits >> (MaxLength - length);
            if (code < limit[length])
                return (uint)(code + offset[length]) < (uint)values.Length ? values[code + offset[length]] : -1;
        }

        return -1;
    }
}
