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
    }

    /// <summary>The detections of an image; valid until the next call.</summary>
    /// <param name="scores">The outputs that hold the scores.</param>
    /// <param name="index">Which of their images.</param>
    /// <param name="size">The image's size, to which detections are clipped.</param>
    public ReadOnlySpan<ScoredBox> Run(float[][] scores, int index, Size size)
    {
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
        for (var i = 1; classesPerBox > 1 && i < result.Length; i++)
        {
            for (var j = i; j > 0 && result[j].Score > result[j - 1].Score; j--)
                (result[j], result[j - 1]) = (result[j - 1], result[j]);
        }

        return result;
    }

    /// <summary>Takes the candidates in order; false once there are enough detections, or none can follow.</summary>
    bool TakeAll(ReadOnlySpan<ulong> codes, Size size)
    {
        foreach (var code in codes)
        {
            var score = search.Score(code);
            if (!(score >= scoreThreshold))
                return false;
            var (c, anchor) = search.Of(code);
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
        if (isPerClass && kept.Count(list) >= suppression.MaximumPerClass)
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
        for (var n = 1; n < classesPerBox; n++)
        {
            best = NextClass(search.Row(anchor), best);
            if (best < 0 || !((score = search.Score(anchor, best)) >= scoreThreshold))
                return;
            detections[found++] = new ScoredBox(box, best, score);
        }
    }

    /// <summary>The class with the highest score after another; -1 if there is none.</summary>
    int NextClass(ReadOnlySpan<float> row, int previous)
    {
        var best = -1;
        for (var c = 0; c < row.Length; c++)
        {
            var isNext = row[c] < row[previous] || (row[c] == row[previous] && c > previous);
            if (isUsed[c] && isNext && (best < 0 || row[c] > row[best]))
                best = c;
        }

        return best;
    }
}
