using System.Numerics;
using System.Runtime.InteropServices;

namespace MobileNetSharp.Detection;

/// <summary>
/// Finds the best candidates (an anchor with a class) of an image, some thousands at a time, so that the others are never sorted.
/// A candidate's code sorts the better first, then the lower class, then the lower anchor.
/// </summary>
sealed class CandidateSearch
{
    /// <summary>Candidates that are sorted at once, at first: twice as many each time that they are not enough, so that the outputs are searched a few times at most.</summary>
    const int Capacity = 4096;

    readonly BoxDecoder decoder;
    readonly ScoreLayout layout;
    readonly bool[] isUsed;
    readonly bool isBestClassOnly;
    readonly float lowest;
    readonly float[] offsets;
    readonly float[] maxima;
    readonly float[] scratch;

    ulong[] codes = new ulong[Capacity];
    float[][] outputs = [];
    int image;
    float from;
    ulong before;
    int count;

    public CandidateSearch(BoxDecoder decoder, ScoreLayout layout, bool[] isUsed, Suppression suppression)
    {
        (this.decoder, this.layout, this.isUsed) = (decoder, layout, isUsed);
        isBestClassOnly = suppression.Kind == SuppressionKind.BestClass;
        lowest = layout.Scale.Floor((float)suppression.ScoreThreshold);
        Anchors = layout.Blocks.Sum();
        (offsets, maxima, scratch) = (new float[Anchors], new float[Anchors], new float[Anchors]);
    }

    /// <summary>How many anchors there are.</summary>
    public int Anchors { get; }

    /// <summary>The class and the anchor of a candidate.</summary>
    public (int Class, int Anchor) Of(ulong code) => Math.DivRem((int)(uint)code, Anchors);

    /// <summary>The score of a candidate.</summary>
    public float Score(ulong code) => layout.Scale.ToScore(CandidateCode.Value(code));

    /// <summary>The score of a class at an anchor.</summary>
    public float Score(int anchor, int c) => layout.Scale.ToScore(Row(anchor)[c] - offsets[anchor]);

    /// <summary>The values of an anchor's classes.</summary>
    public ReadOnlySpan<float> Row(int anchor)
    {
        var (block, i) = (0, anchor);
        for (; i >= layout.Blocks[block]; block++)
            i -= layout.Blocks[block];
        return Row(block, i)[layout.ClassStart..];
    }

    /// <summary>Begins with an image of the outputs, and returns a value that about so many anchors reach: where to look first.</summary>
    public float Begin(float[][] scores, int index, int likely)
    {
        (outputs, image, before) = (scores, index, ulong.MaxValue);
        var (anchor, active) = (0, 0);
        for (var block = 0; block < outputs.Length; block++)
        {
            for (var i = 0; i < layout.Blocks[block]; i++, anchor++)
            {
                var row = Row(block, i);
                var maximum = LogSumExp.Maximum(row[layout.ClassStart..]);
                if (layout.Scale == ScoreScale.LogProbability)
                    maximum -= offsets[anchor] = decoder.Offset(row);
                maxima[anchor] = maximum;
                if (maximum >= lowest)
                    scratch[active++] = maximum;
            }
        }

        return active > likely ? Selection.Largest(scratch.AsSpan(0, active), likely) : lowest;
    }

    /// <summary>The next candidates after one, sorted: of those with at least a value, the best. False if these are all that can pass the threshold.</summary>
    /// <param name="atLeast">The value; lowered when there are no more of it.</param>
    /// <param name="after">The code of the last candidate that was taken.</param>
    /// <param name="next">The candidates.</param>
    public bool TryNext(ref float atLeast, ulong after, out ReadOnlySpan<ulong> next)
    {
        if (before != ulong.MaxValue && codes.Length < (long)Anchors * isUsed.Length)
            codes = new ulong[2 * codes.Length];
        (from, before, count) = (atLeast, ulong.MaxValue, 0);
        var anchor = 0;
        for (var block = 0; block < outputs.Length; block++)
        {
            for (var i = 0; i < layout.Blocks[block]; i++, anchor++)
            {
                if (maxima[anchor] >= from)
                    AddRow(anchor, Row(block, i)[layout.ClassStart..], after);
            }
        }

        codes.AsSpan(0, count).Sort();
        next = codes.AsSpan(0, count);
        // Where there was no room for all, the next call continues with the same value.
        if (before != ulong.MaxValue)
            return true;
        var isLast = atLeast == lowest;
        atLeast = lowest;
        return !isLast;
    }

    ReadOnlySpan<float> Row(int block, int anchor) =>
        outputs[block].AsSpan(((image * layout.Blocks[block]) + anchor) * layout.Channels, layout.Channels);

    void AddRow(int anchor, ReadOnlySpan<float> row, ulong after)
    {
        if (isBestClassOnly)
        {
            Add(anchor, BestClass(row), row, after);
            return;
        }

        // Add decides by the difference, which is rounded otherwise than this sum.
        var limit = from + offsets[anchor] - (1e-5f * (Math.Abs(from) + Math.Abs(offsets[anchor])));
        var limits = new Vector<float>(limit);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var start = 0; start < row.Length; start += Vector<float>.Count)
        {
            var v = start / Vector<float>.Count;
            if (v < vectors.Length && !Vector.GreaterThanOrEqualAny(vectors[v], limits))
                continue;
            for (var c = start; c < Math.Min(start + Vector<float>.Count, row.Length); c++)
            {
                if (row[c] >= limit)
                    Add(anchor, c, row, after);
            }
        }
    }

    void Add(int anchor, int c, ReadOnlySpan<float> row, ulong after)
    {
        if (c < 0 || !isUsed[c] || !(row[c] - offsets[anchor] >= from))
            return;
        var code = CandidateCode.From(row[c] - offsets[anchor], (uint)((c * Anchors) + anchor));
        if (code <= after || code >= before)
            return;
        codes[count++] = code;
        if (count < codes.Length)
            return;
        // The better half stays, and from now on nothing worse is added.
        (count, before) = (codes.Length / 2, Selection.Smallest(codes.AsSpan(), codes.Length / 2));
        from = CandidateCode.Value(before);
    }

    int BestClass(ReadOnlySpan<float> row)
    {
        var first = row.IndexOf(LogSumExp.Maximum(row));
        if (first >= 0 && isUsed[first])
            return first;
        var best = -1;
        for (var c = 0; c < row.Length; c++)
        {
            if (isUsed[c] && (best < 0 || row[c] > row[best]))
                best = c;
        }

        return best;
    }
}
