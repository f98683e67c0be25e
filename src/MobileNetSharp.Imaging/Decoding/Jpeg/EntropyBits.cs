namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>Reads the bits of a scan, which end at the next marker (T.81, F.2.2.5). Reading beyond the end fails.</summary>
ref struct EntropyBits(ReadOnlySpan<byte> jpeg, int start)
{
    readonly ReadOnlySpan<byte> jpeg = jpeg;
    int at = start, count;
    ulong buffer;

    /// <summary>The value of the next code; false where the bits end before it does, or are none.</summary>
    public bool TryDecode(HuffmanCode code, out int value)
    {
        Fill();
        var next = count >= HuffmanCode.MaxLength ? buffer >> (count - HuffmanCode.MaxLength) : buffer << (HuffmanCode.MaxLength - count);
        value = code.Find((int)(next & 0xFFFF), out var length);
        return value >= 0 && TrySkip(length);
    }

    public bool TryRead(int bits, out int value)
    {
        Fill();
        value = bits <= count ? (int)(buffer >> (count - bits)) & ((1 << bits) - 1) : 0;
        return TrySkip(bits);
    }

    /// <summary>Skips at most 16 bits.</summary>
    public bool TrySkip(int bits)
    {
        if (bits > count) Fill();
        count -= bits;
        return count >= 0;
    }

    /// <summary>Passes over the filling of the last byte and a restart marker of this number.</summary>
    public bool TryRestart(int number)
    {
        at = Position;
        (buffer, count) = (0, 0);
        while (at + 1 < jpeg.Length && jpeg[at] == JpegMarkers.Fill && jpeg[at + 1] == JpegMarkers.Fill) at++;
        if (at + 1 >= jpeg.Length || jpeg[at] != JpegMarkers.Fill || jpeg[at + 1] != JpegMarkers.Restart0 + number) return false;
        at += 2;
        return true;
    }

    /// <summary>Behind the last byte of which a bit was read.</summary>
    public readonly int Position
    {
        get
        {
            var position = at;
            for (var unread = count >> 3; unread > 0; unread--)
                position -= jpeg[position - 1] == JpegMarkers.Stuffing && jpeg[position - 2] == JpegMarkers.Fill ? 2 : 1;
            return position;
        }
    }

    void Fill()
    {
        while (count <= 48 && at < jpeg.Length)
        {
            var value = jpeg[at];
            if (value == JpegMarkers.Fill)
            {
                if (at + 1 >= jpeg.Length || jpeg[at + 1] != JpegMarkers.Stuffing) return;
                at++;
            }

            at++;
            buffer = (buffer << 8) | value;
            count += 8;
        }
    }
}
