namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>Follows the entropy-coded data of one scan block by block (T.81, annexes F and G), without decoding a pixel.</summary>
ref struct JpegScan
{
    readonly JpegFrame frame;
    readonly List<(JpegComponent Component, HuffmanCode? Dc, HuffmanCode? Ac)> parts = [];
    readonly int first, last, highBit, lowBit;
    EntropyBits bits;
    int blocksToSkip;

    JpegScan(JpegFrame frame, ReadOnlySpan<byte> parameters, EntropyBits bits)
    {
        this.frame = frame;
        this.bits = bits;
        (first, last, highBit, lowBit) = frame.IsProgressive
            ? (parameters[0], parameters[1], parameters[2] >> 4, parameters[2] & 15)
            : (0, JpegComponent.Coefficients - 1, 0, 0);
    }

    /// <summary>Follows the scan whose header is in <paramref name="header"/> and whose data begin at <paramref name="start"/>; returns where they end, or -1 where something is missing.</summary>
    public static int Follow(ReadOnlySpan<byte> jpeg, int start, ReadOnlySpan<byte> header, JpegFrame frame, HuffmanCode?[] codes, int restartInterval)
    {
        if (header.Length < 1 || header[0] is 0 or > 4 || header.Length != 1 + (2 * header[0]) + 3) return -1;
        var scan = new JpegScan(frame, header[^3..], new EntropyBits(jpeg, start));
        for (var i = 1; i < header.Length - 3; i += 2)
        {
            var (id, tables) = (header[i], header[i + 1]);
            if (Array.Find(frame.Components, c => c.Id == id) is not { } component || (tables & 15) > 3 || tables >> 4 > 3) return -1;
            scan.parts.Add((component, codes[tables >> 4], codes[4 + (tables & 15)]));
        }

        return scan.IsSound() && scan.FollowMcus(restartInterval) ? scan.Finish() : -1;
    }

    readonly bool IsSound()
    {
        if (first > last || last >= JpegComponent.Coefficients || (frame.IsProgressive && (first == 0 ? last > 0 : parts.Count > 1)))
            return false;
        var (needsDc, needsAc) = (first == 0 && highBit == 0, last > 0);
        return parts.TrueForAll(part => (part.Dc is not null || !needsDc) && (part.Ac is not null || !needsAc));
    }

    readonly int Finish()
    {
        foreach (var (component, _, _) in parts) component.Know(first, last, lowBit);
        return bits.Position;
    }

    /// <summary>A scan of one component goes through its own blocks, one of several through the blocks of each MCU.</summary>
    bool FollowMcus(int restartInterval)
    {
        var single = parts.Count == 1 ? parts[0].Component : null;
        var count = single is null ? frame.McusWide * frame.McusHigh : single.BlocksWide * single.BlocksHigh;
        for (var mcu = 0; mcu < count; mcu++)
        {
            if (restartInterval > 0 && mcu > 0 && mcu % restartInterval == 0)
            {
                if (!bits.TryRestart(((mcu / restartInterval) - 1) % 8)) return false;
                blocksToSkip = 0;
            }

            foreach (var (component, dc, ac) in parts)
            {
                for (var block = single is null ? component.Across * component.Down : 1; block > 0; block--)
                {
                    if (!FollowBlock(dc, ac, mcu, component)) return false;
                }
            }
        }

        return true;
    }

    bool FollowBlock(HuffmanCode? dc, HuffmanCode? ac, int block, JpegComponent component)
    {
        if (!frame.IsProgressive) return FollowDc(dc!) && FollowSequential(ac!);
        if (first == 0) return highBit == 0 ? FollowDc(dc!) : bits.TrySkip(1);
        return highBit == 0 ? FollowFirst(ac!, ref component.NonZero[block]) : FollowRefinement(ac!, ref component.NonZero[block]);
    }

    bool FollowDc(HuffmanCode dc) => bits.TryDecode(dc, out var size) && size <= 16 && bits.TrySkip(size);

    bool FollowSequential(HuffmanCode ac)
    {
        for (var k = 1; k <= last; k++)
        {
            if (!bits.TryDecode(ac, out var value)) return false;
            var (zeros, size) = (value >> 4, value & 15);
            if (size == 0 && zeros < 15) return true;
            k += zeros;
            if (k > last || !bits.TrySkip(size)) return false;
        }

        return true;
    }

    bool FollowFirst(HuffmanCode ac, ref ulong nonZero)
    {
        if (blocksToSkip > 0)
        {
            blocksToSkip--;
            return true;
        }

        for (var k = first; k <= last; k++)
        {
            if (!bits.TryDecode(ac, out var value)) return false;
            var (zeros, size) = (value >> 4, value & 15);
            if (size == 0 && zeros < 15) return EndOfBand(zeros);
            k += zeros;
            if (k > last || !bits.TrySkip(size)) return false;
            if (size > 0) nonZero |= 1UL << k;
        }

        return true;
    }

    bool FollowRefinement(HuffmanCode ac, ref ulong nonZero)
    {
        var k = first;
        for (; blocksToSkip == 0 && k <= last; k++)
        {
            if (!bits.TryDecode(ac, out var value)) return false;
            var (zeros, size) = (value >> 4, value & 15);
            if (size > 1) return false;
            if (size == 0 && zeros < 15)
            {
                if (!EndOfBand(zeros)) return false;
                // The run begins with this block, whose known coefficients are still refined.
                blocksToSkip++;
                break;
            }

            if (!bits.TrySkip(size)) return false;
            for (; k <= last && (IsKnown(nonZero, k) || zeros-- > 0); k++)
            {
                if (IsKnown(nonZero, k) && !bits.TrySkip(1)) return false;
            }

            if (size > 0 && k > last) return false;
            if (size > 0) nonZero |= 1UL << k;
        }

        if (blocksToSkip == 0) return true;
        blocksToSkip--;
        var rest = k > last ? 0 : nonZero >> k << k & (ulong.MaxValue >> (JpegComponent.Coefficients - 1 - last));
        return SkipAll(System.Numerics.BitOperations.PopCount(rest));
    }

    bool SkipAll(int count)
    {
        for (; count > 16; count -= 16)
        {
            if (!bits.TrySkip(16)) return false;
        }

        return bits.TrySkip(count);
    }

    /// <summary>The rest of this block and so many whole blocks after it have nothing new.</summary>
    bool EndOfBand(int exponent)
    {
        if (!bits.TryRead(exponent, out var more)) return false;
        blocksToSkip = (1 << exponent) - 1 + more;
        return true;
    }

    static bool IsKnown(ulong nonZero, int k) => (nonZero >> k & 1) != 0;
}
