using System.Text;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// The options of a custom operator: a map of names to numbers in FlexBuffers. What is not a number is skipped.
/// Format: https://flatbuffers.dev/flatbuffers_internals/#flexbuffers-encoding.
/// </summary>
static class FlexMap
{
    /// <summary>More options than any operator has.</summary>
    const int MaximumEntries = 256;

    const int MaximumNameBytes = 256;

    /// <summary>The numbers of a map by name; truth is 1. Throws <see cref="ModelFormatException"/>.</summary>
    public static Dictionary<string, double> Read(ReadOnlyMemory<byte> bytes)
    {
        var buffer = new FlatBuffer(bytes);
        // The root is at the end: its value, its type, the width of the value.
        var width = WidthOf(buffer.Read<byte>(bytes.Length - 1L));
        var (type, valueWidth) = Unpack(buffer.Read<byte>(bytes.Length - 2L));
        if (type != FlexType.Map)
            throw new ModelFormatException($"options should be a map (type {(int)FlexType.Map}), are of type {(int)type}", bytes.Length - 2L);
        var values = Follow(buffer, bytes.Length - 2L - width, width);
        var (keys, keyWidth) = (Follow(buffer, values - (3 * valueWidth), valueWidth), WidthOf(Unsigned(buffer, values - (2 * valueWidth), valueWidth)));
        var count = Unsigned(buffer, values - valueWidth, valueWidth);
        if (count > MaximumEntries)
            throw new ModelFormatException($"there are {count} options, at most {MaximumEntries} are read");
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < (int)count; i++)
        {
            var at = values + (i * valueWidth);
            var packed = buffer.Read<byte>(values + ((long)count * valueWidth) + i);
            if (Number(buffer, at, valueWidth, packed) is { } number)
                numbers[Name(buffer, Follow(buffer, keys + (i * keyWidth), keyWidth))] = number;
        }

        return numbers;
    }

    /// <summary>A map of numbers as our reader, and FlexBuffers' own, read it: integers, floats and truths, sorted by name.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, object> options)
    {
        const int width = sizeof(int);
        var (names, bytes) = (options.Keys.Order(StringComparer.Ordinal).ToArray(), new List<byte>());
        var positions = new int[names.Length];
        foreach (var (i, name) in names.Index())
        {
            positions[i] = bytes.Count;
            bytes.AddRange([.. Encoding.UTF8.GetBytes(name), 0]);
        }

        while (bytes.Count % width != 0)
            bytes.Add(0);
        Add(names.Length);
        var keys = bytes.Count;
        foreach (var position in positions)
            Add(bytes.Count - position);
        Add(bytes.Count - keys);
        Add(width);
        Add(names.Length);
        var values = bytes.Count;
        foreach (var name in names)
            bytes.AddRange(options[name] switch { float number => BitConverter.GetBytes(number), bool truth => BitConverter.GetBytes(truth ? 1 : 0), var number => BitConverter.GetBytes((int)number) });
        foreach (var name in names)
            bytes.Add(Pack(options[name] switch { float => FlexType.Float, bool => FlexType.Bool, _ => FlexType.Int }, width));
        // Before the root, bytes are as wide as its offset.
        while (bytes.Count % width != 0)
            bytes.Add(0);
        Add(bytes.Count - values);
        bytes.AddRange([Pack(FlexType.Map, width), width]);
        return [.. bytes];

        void Add(int number) => bytes.AddRange(BitConverter.GetBytes(number));
    }

    static double? Number(FlatBuffer buffer, long at, int width, byte packed)
    {
        var (type, ownWidth) = Unpack(packed);
        if (type is FlexType.IndirectInt or FlexType.IndirectUInt or FlexType.IndirectFloat)
            (at, width) = (Follow(buffer, at, width), ownWidth);
        return type switch
        {
            FlexType.Int or FlexType.IndirectInt => Signed(buffer, at, width),
            FlexType.UInt or FlexType.IndirectUInt => Unsigned(buffer, at, width),
            FlexType.Bool => Unsigned(buffer, at, width) != 0 ? 1 : 0,
            FlexType.Float or FlexType.IndirectFloat => width switch
            {
                2 => (double)buffer.Read<Half>(at),
                4 => buffer.Read<float>(at),
                8 => buffer.Read<double>(at),
                _ => null,
            },
            _ => null,
        };
    }

    static string Name(FlatBuffer buffer, long at)
    {
        var rest = buffer.Slice(at, Math.Min(MaximumNameBytes, Math.Max(1, buffer.Bytes.Length - at))).Span;
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end]) : throw new ModelFormatException("a name does not end", at);
    }

    /// <summary>Where an offset leads: backwards.</summary>
    static long Follow(FlatBuffer buffer, long at, int width) => at - (long)Math.Min(Unsigned(buffer, at, width), long.MaxValue);

    static ulong Unsigned(FlatBuffer buffer, long at, int width) => width switch
    {
        1 => buffer.Read<byte>(at),
        2 => buffer.Read<ushort>(at),
        4 => buffer.Read<uint>(at),
        _ => buffer.Read<ulong>(at),
    };

    static long Signed(FlatBuffer buffer, long at, int width) => width switch
    {
        1 => buffer.Read<sbyte>(at),
        2 => buffer.Read<short>(at),
        4 => buffer.Read<int>(at),
        _ => buffer.Read<long>(at),
    };

    static int WidthOf(ulong bytes) => bytes is 1 or 2 or 4 or 8 ? (int)bytes : throw new ModelFormatException($"a number should take 1, 2, 4 or 8 bytes, not {bytes}");

    static (FlexType Type, int Width) Unpack(byte packed) => ((FlexType)(packed >> 2), 1 << (packed & 3));

    static byte Pack(FlexType type, int width) => (byte)(((int)type << 2) | int.Log2(width));

    /// <summary>The types that matter here, as FlexBuffers numbers them.</summary>
    enum FlexType
    {
        Int = 1,
        UInt = 2,
        Float = 3,
        IndirectInt = 6,
        IndirectUInt = 7,
        IndirectFloat = 8,
        Map = 9,
        Bool = 26,
    }
}
