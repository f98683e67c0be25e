using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>The frame of a JPEG (T.81, B.2.2), and how precisely its scans have told each coefficient so far.</summary>
sealed class JpegFrame
{
    const byte Baseline = 0xC0, ExtendedSequential = 0xC1, Progressive = 0xC2;
    public const int HeaderBytes = 6, ComponentBytes = 3;
    const int MaxComponents = 4, MaxSampling = 4;

    JpegFrame(bool isProgressive, int width, int height, JpegComponent[] components)
    {
        (IsProgressive, Components) = (isProgressive, components);
        var (across, down) = (components.Max(c => c.Across), components.Max(c => c.Down));
        (McusWide, McusHigh) = (Ceiling(width, 8 * across), Ceiling(height, 8 * down));
        foreach (var component in components)
            component.Allocate(Ceiling(Ceiling(width * component.Across, across), 8), Ceiling(Ceiling(height * component.Down, down), 8), isProgressive);
    }

    public bool IsProgressive { get; }

    public JpegComponent[] Components { get; }

    public int McusWide { get; }

    public int McusHigh { get; }

    /// <summary>Whether every coefficient of every component has been coded to its last bit.</summary>
    public bool IsWhole => Components.All(component => component.IsWhole);

    public static bool IsFrame(byte marker) => marker is Baseline or ExtendedSequential or Progressive;

    public static bool IsProgressiveMarker(byte marker) => marker == Progressive;

    /// <summary>The frame of a segment; null where it is none, or has more than <paramref name="maxPixels"/>.</summary>
    public static JpegFrame? Parse(byte marker, ReadOnlySpan<byte> segment, long maxPixels)
    {
        if (segment.Length < HeaderBytes) return null;
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        var count = segment[5];
        if (width == 0 || height == 0 || (long)width * height > maxPixels || count is 0 or > MaxComponents || segment.Length < HeaderBytes + (count * ComponentBytes))
            return null;
        var components = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            var (id, sampling) = (segment[HeaderBytes + (i * ComponentBytes)], segment[HeaderBytes + (i * ComponentBytes) + 1]);
            if (sampling >> 4 is 0 or > MaxSampling || (sampling & 15) is 0 or > MaxSampling) return null;
            components[i] = new JpegComponent(id, sampling >> 4, sampling & 15);
        }

        return new JpegFrame(marker == Progressive, width, height, components);
    }

    static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}

/// <summary>A color component: its sampling factors, its blocks, and what is known of their coefficients.</summary>
sealed class JpegComponent(byte id, int across, int down)
{
    public const int Coefficients = 64;

    const byte Unknown = 255;

    readonly byte[] lowestBit = [.. Enumerable.Repeat(Unknown, Coefficients)];

    public byte Id => id;

    public int Across => across;

    public int Down => down;

    public int BlocksWide { get; private set; }

    public int BlocksHigh { get; private set; }

    /// <summary>Of each block of a progressive frame, one bit for each coefficient that is not zero so far.</summary>
    public ulong[] NonZero { get; private set; } = [];

    public bool IsWhole => !lowestBit.AsSpan().ContainsAnyExcept((byte)0);

    public void Allocate(int blocksWide, int blocksHigh, bool isProgressive)
    {
        (BlocksWide, BlocksHigh) = (blocksWide, blocksHigh);
        if (isProgressive) NonZero = new ulong[blocksWide * blocksHigh];
    }

    /// <summary>A scan has coded these coefficients down to this bit.</summary>
    public void Know(int first, int last, int bit) => lowestBit.AsSpan(first..(last + 1)).Fill((byte)bit);
}
