using System.Numerics;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// Non-maximum suppression over all anchors and classes of an image. A candidate is an anchor with a class. They are taken by
/// falling score, a few thousand at a time, until there are enough detections: that gives the same as each class on its own
/// followed by a selection of the best, but most candidates are never looked at.
/// </summary>
sealed class CandidateSuppressor
{
    /// <summary>Candidates that are sorted at once.</summary>
    const int Capacity = 4096;

    readonly BoxDecoder decoder;
    readonly Suppression suppression;
    readonly ScoreLayout layout;
    readonly bool[] isUsed;
    readonly int anchors;
    readonly int classes;
    readonly float lowest;
    readonly float scoreThreshold;

    readonly float[] offsets;
    readonly float[] maxima;
    readonly float[] scratch;
    readonly ulong[] candidates = new ulong[Capacity];
    readonly ScoredBox[] detections;
    readonly KeptBoxes kept;
    readonly int[] seen;
    readonly int classesPerBox;

    float[][] values = [];
    int image;
    int found;
    int boxes;

    public CandidateSuppressor(BoxDecoder decoder, Suppression suppression, ScoreLayout layout, bool[] isUsed)
    {
        (this.decoder, this.suppression, this.layout, this.isUsed) = (decoder, suppression, layout, isUsed);
        (anchors, classes) = (layout.Blocks.Sum(), isUsed.Length);
        scoreThreshold = (float)suppression.ScoreThreshold;
        lowest = layout.Scale.Floor(scoreThreshold);
        (offsets, maxima, scratch) = (new float[anchors], new float[anchors], new float[anchors]);
        kept = new KeptBoxes(PerClass ? classes : 1, suppression);
        seen = new int[PerClass ? classes : 1];
        classesPerBox = PerClass ? 1 : Math.Min(suppression.MaximumClassesPerBox, classes);
        detections = new ScoredBox[Math.Min((long)suppression.MaximumDetections * classesPerBox, (long)anchors * classes)];
    }

    bool PerClass => suppression.Kind == SuppressionKind.PerClass;

    /// <summary>The detections of an image; valid until the next call.</summary>
    /// <param name="scores">The outputs that hold the scores.</param>
    /// <param name="index">Which of their images.</param>
    /// <param name="size">The image's size, to which detections are clipped.</param>
    public ReadOnlySpan<ScoredBox> Run(float[][] scores, int index, Size size)
    {
        (values, image, found, boxes) = (scores, index, 0, 0);
        kept.Clear();
        Array.Clear(seen);
        var active = FindMaxima();
        // Twice the selection's size would do if nothing was suppressed; a later round takes what this one leaves.
        var likely = Math.Max(1024, 4 * suppression.MaximumDetections);
        var from = active > likely ? Selection.Largest(scratch.AsSpan(0, active), likely) : lowest;
        for (var last = 0UL; ;)
        {
            var round = Collect(from, last, out var isComplete);
            round.Sort();
            if (!TakeAll(round, size) || (isComplete && from == lowest))
                return Detections();
            if (!round.IsEmpty)
                last = round[^1];
            if (isComplete)
                from = lowest;
        }
    }

    /// <summary>Several classes of a box lie together; the score alone orders what is returned.</summary>
    ReadOnlySpan<ScoredBox> Detections()
    {
        var result = detections.AsSpan(0, found);
        for (var i = 1; classesPerBox > 1 && i < result.Length; i++)
        {
            for (var j = i; j > 0 && result[j].Score > result[j - 1].Score; j--)
                (result[j], result[j - 1]) = (result[j - 1], result[j]);
        }

        return result;
    }

    /// <summary>The best value of each anchor, and how many anchors have one above the threshold; their values are in scratch.</summary>
    int FindMaxima()
    {
        var (anchor, active) = (0, 0);
        for (var block = 0; block < values.Length; block++)
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

        return active;
    }

    ReadOnlySpan<float> Row(int block, int anchor) =>
        values[block].AsSpan((image * layout.Blocks[block] + anchor) * layout.Channels, layout.Channels);

    /// <summary>
    /// The best candidates of at least a value that come after one; not complete if there are more than have a place. A candidate's
    /// code sorts the better first, then the lower class, then the lower anchor.
    /// </summary>
    Span<ulong> Collect(float from, ulong after, out bool isComplete)
    {
        var (anchor, count, before) = (0, 0, ulong.MaxValue);
        for (var block = 0; block < values.Length; block++)
        {
            for (var i = 0; i < layout.Blocks[block]; i++, anchor++)
            {
                if (!(maxima[anchor] >= from))
                    continue;
                var row = Row(block, i)[layout.ClassStart..];
                if (!PerClass)
                    Add(anchor, BestClass(row), row, ref from, after, ref before, ref count);
                else
                    AddRow(anchor, row, ref from, after, ref before, ref count);
            }
        }

        isComplete = before == ulong.MaxValue;
        return candidates.AsSpan(0, count);
    }

    void AddRow(int anchor, ReadOnlySpan<float> row, ref float from, ulong after, ref ulong before, ref int count)
    {
        // Add decides by the difference, which is rounded otherwise than this sum.
        var limit = from + offsets[anchor] - (1e-5f * (Math.Abs(from) + Math.Abs(offsets[anchor])));
        var limits = new Vector<float>(limit);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var v = 0; v < vectors.Length; v++)
        {
            if (!Vector.GreaterThanOrEqualAny(vectors[v], limits))
                continue;
            for (var c = v * Vector<float>.Count; c < (v + 1) * Vector<float>.Count; c++)
            {
                if (row[c] >= limit)
                    Add(anchor, c, row, ref from, after, ref before, ref count);
            }
        }

        for (var c = vectors.Length * Vector<float>.Count; c < row.Length; c++)
        {
            if (row[c] >= limit)
                Add(anchor, c, row, ref from, after, ref before, ref count);
        }
    }

    void Add(int anchor, int c, ReadOnlySpan<float> row, ref float from, ulong after, ref ulong before, ref int count)
    {
        if (c < 0 || !isUsed[c] || !(row[c] - offsets[anchor] >= from))
            return;
        var code = CandidateCode.From(row[c] - offsets[anchor], (uint)((c * anchors) + anchor));
        if (code <= after || code >= before)
            return;
        candidates[count++] = code;
        if (count < Capacity)
            return;
        (count, before) = (Capacity / 2, Selection.Smallest(candidates.AsSpan(), Capacity / 2));
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

    /// <summary>Takes the candidates in order; false once there are enough detections, or none can follow.</summary>
    bool TakeAll(ReadOnlySpan<ulong> codes, Size size)
    {
        foreach (var code in codes)
        {
            var score = layout.Scale.ToScore(CandidateCode.Value(code));
            if (!(score >= scoreThreshold))
                return false;
            var (c, anchor) = Math.DivRem((int)(uint)code, anchors);
            if (IsKept(anchor, PerClass ? c : 0, size) is { } box)
            {
                AddDetection(box, anchor, c, score);
                if (++boxes == suppression.MaximumDetections)
                    return false;
            }
        }

        return true;
    }

    /// <summary>The clipped box of a candidate, null if it is suppressed or outside the image.</summary>
    Box? IsKept(int anchor, int list, Size size)
    {
        if (suppression.MaximumCandidates is { } maximum && seen[list]++ >= maximum)
            return null;
        if (PerClass && kept.Count(list) >= suppression.MaximumPerClass)
            return null;
        var box = decoder.BoxOf(anchor);
        if (!kept.Add(box, list))
            return null;
        box = box.Clip(size.Width, size.Height);
        return box.Area > 0 ? box : null;
    }

    void AddDetection(Box box, int anchor, int best, float score)
    {
        detections[found++] = new ScoredBox(box, best, score);
        if (classesPerBox == 1)
            return;
        var row = Row(anchor);
        for (var n = 1; n < classesPerBox; n++)
        {
            var previous = best;
            best = -1;
            for (var c = 0; c < row.Length; c++)
            {
                var isNext = row[c] < row[previous] || (row[c] == row[previous] && c > previous);
                if (isUsed[c] && isNext && (best < 0 || row[c] > row[best]))
                    best = c;
            }

            if (best < 0 || !(layout.Scale.ToScore(row[best] - offsets[anchor]) >= scoreThreshold))
                return;
            detections[found++] = new ScoredBox(box, best, layout.Scale.ToScore(row[best] - offsets[anchor]));
        }
    }

    ReadOnlySpan<float> Row(int anchor)
    {
        var (block, i) = (0, anchor);
        for (; i >= layout.Blocks[block]; block++)
            i -= layout.Blocks[block];
        return Row(block, i)[layout.ClassStart..];
    }
}
