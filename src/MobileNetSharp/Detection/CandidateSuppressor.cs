using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// Non-maximum suppression over all anchors and classes of an image. Candidates are taken by falling score until there are enough
/// detections: that gives the same as each class on its own followed by a selection of the best, but most candidates are never looked at.
/// </summary>
sealed class CandidateSuppressor
{
    readonly BoxDecoder decoder;
    readonly Suppression suppression;
    readonly CandidateSearch search;
    readonly bool[] isUsed;
    readonly bool isPerClass;
    readonly int classesPerBox;
    readonly float scoreThreshold;
    readonly ScoredBox[] detections;
    readonly KeptBoxes kept;
    readonly int[] seen;
    readonly ulong[] classOrder;
    readonly ulong[] order;

    CancellationToken cancellationToken;
    int found;
    int boxes;

    public CandidateSuppressor(BoxDecoder decoder, Suppression suppression, ScoreLayout layout, bool[] isUsed)
    {
        (this.decoder, this.suppression, this.isUsed) = (decoder, suppression, isUsed);
        isPerClass = suppression.Kind == SuppressionKind.PerClass;
        search = new CandidateSearch(decoder, layout, isUsed, suppression);
        scoreThreshold = (float)suppression.ScoreThreshold;
        var lists = isPerClass ? isUsed.Length : 1;
        (kept, seen) = (new KeptBoxes(lists, suppression), new int[lists]);
        classesPerBox = isPerClass ? 1 : Math.Min(suppression.MaximumClassesPerBox, isUsed.Length);
        detections = new ScoredBox[Math.Min((long)suppression.MaximumDetections * classesPerBox, (long)search.Anchors * isUsed.Length)];
        (classOrder, order) = classesPerBox > 1 ? (new ulong[isUsed.Length], new ulong[detections.Length]) : ([], []);
    }

    /// <summary>The detections of an image; valid until the next call.</summary>
    /// <param name="scores">The outputs that hold the scores.</param>
    /// <param name="index">Which of their images.</param>
    /// <param name="size">The image's size, to which detections are clipped.</param>
    /// <param name="cancellationToken">Stops between some candidates.</param>
    public ReadOnlySpan<ScoredBox> Run(float[][] scores, int index, Size size, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        (found, boxes) = (0, 0);
        kept.Clear();
        Array.Clear(seen);
        // Among so many there are usually enough that are not suppressed.
        var from = search.Begin(scores, index, likely: Math.Max(1024, 4 * suppression.MaximumDetections));
        for (var (last, hasMore) = (0UL, true); hasMore;)
        {
            hasMore = search.TryNext(ref from, last, out var next);
            if (!TakeAll(next, size))
                break;
            if (!next.IsEmpty)
                last = next[^1];
        }

        return Sorted(detections.AsSpan(0, found));
    }

    /// <summary>Several classes of a box lie together; the score alone orders what is returned.</summary>
    ReadOnlySpan<ScoredBox> Sorted(Span<ScoredBox> result)
    {
        if (classesPerBox == 1)
            return result;
        for (var i = 0; i < result.Length; i++)
            order[i] = CandidateCode.From(result[i].Score, (uint)i);
        order.AsSpan(0, result.Length).Sort(result);
        return result;
    }

    /// <summary>Takes the candidates in order; false once there are enough detections, or none can follow.</summary>
    bool TakeAll(ReadOnlySpan<ulong> codes, Size size)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            if (i % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var code = codes[i];
            var score = search.Score(code);
            if (!(score >= scoreThreshold))
                return false;
            var (c, anchor) = search.Of(code);
            if (!isPerClass && kept.IsFull(0))
                return false;
            if (Keep(anchor, isPerClass ? c : 0, size) is { } box)
            {
                AddDetection(box, anchor, c, score);
                if (++boxes == suppression.MaximumDetections)
                    return false;
            }
        }

        return true;
    }

    /// <summary>The clipped box of a candidate; null if it is suppressed or outside the image.</summary>
    Box? Keep(int anchor, int list, Size size)
    {
        if (suppression.MaximumCandidates is { } maximum && seen[list]++ >= maximum)
            return null;
        if (kept.IsFull(list))
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
        foreach (var code in classesPerBox > 1 ? NextClasses(search.Row(anchor), best) : [])
        {
            var next = (int)(uint)code;
            if (!((score = search.Score(anchor, next)) >= scoreThreshold))
                return;
            detections[found++] = new ScoredBox(box, next, score);
        }
    }

    /// <summary>The codes of the classes after the best, by falling score.</summary>
    ReadOnlySpan<ulong> NextClasses(ReadOnlySpan<float> row, int best)
    {
        var count = 0;
        for (var c = 0; c < row.Length; c++)
        {
            if (isUsed[c] && c != best && row[c] <= row[best])
                classOrder[count++] = CandidateCode.From(row[c], (uint)c);
        }

        classOrder.AsSpan(0, count).Sort();
        return classOrder.AsSpan(0, Math.Min(count, classesPerBox - 1));
    }
}
