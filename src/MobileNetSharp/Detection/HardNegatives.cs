using System.Numerics;
using System.Runtime.InteropServices;

namespace MobileNetSharp.Detection;

/// <summary>
/// Chooses the anchors of an image that the loss is summed over: most are background, and of those only the ones that the network
/// gets most wrong. The defaults are TensorFlow's for SSD on MobileNetV2 (core/losses.py, HardExampleMiner).
/// </summary>
public sealed record HardNegatives
{
    /// <summary>The most background anchors for each matched one.</summary>
    public double NegativesPerPositive { get; init; } = 3;

    /// <summary>The background anchors of an image that take part in any case, also where it has no objects. For V1, TensorFlow has 0.</summary>
    public int MinimumNegatives { get; init; } = 3;

    /// <summary>The most anchors of an image, matched ones included; null for no limit.</summary>
    public int? MaximumExamples { get; init; } = 3000;

    /// <summary>
    /// An anchor takes no part if its predicted box overlaps that of one with a higher loss by more than this, and a matched one may fall
    /// out too; null for none.
    /// </summary>
    public double? IouThreshold { get; init; } = 0.99;

    /// <summary>torchvision's: all matched anchors, and three times as many of the background.</summary>
    public static HardNegatives TorchVision { get; } = new() { MinimumNegatives = 0, MaximumExamples = null, IouThreshold = null };

    /// <summary>Which anchors of an image take part; of those with equal losses, the earlier first.</summary>
    /// <param name="predicted">The boxes that the network predicts, in any unit; may be empty where <see cref="IouThreshold"/> is null.</param>
    /// <param name="losses">The classification loss of each anchor.</param>
    /// <param name="matches">The match of each anchor (<see cref="AnchorMatcher"/>).</param>
    /// <param name="selected">Takes the choice.</param>
    /// <returns>How many matched anchors and how many of the background were chosen.</returns>
    public (int Positives, int Negatives) Select(ReadOnlySpan<Box> predicted, ReadOnlySpan<float> losses, ReadOnlySpan<int> matches, Span<bool> selected)
    {
        if (matches.Length != losses.Length || selected.Length != losses.Length || (IouThreshold is not null && predicted.Length != losses.Length))
            throw new ArgumentException($"There are {losses.Length} losses, but {matches.Length} matches, {predicted.Length} boxes and room for {selected.Length}.", nameof(losses));
        var hardest = ByLoss(losses);
        if (IouThreshold is { } threshold)
            hardest = Suppress(hardest, predicted, threshold);
        hardest = hardest[..Math.Min(hardest.Length, MaximumExamples ?? int.MaxValue)];

        selected.Clear();
        var (positives, negatives) = (0, 0);
        foreach (var anchor in hardest)
        {
            if (matches[anchor] >= 0)
                (selected[anchor], positives) = (true, positives + 1);
        }

        var limit = Math.Max(MinimumNegatives, (int)(NegativesPerPositive * positives));
        foreach (var anchor in hardest)
        {
            if (matches[anchor] == AnchorMatcher.Background && negatives < limit)
                (selected[anchor], negatives) = (true, negatives + 1);
        }

        return (positives, negatives);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{NegativesPerPositive} for each positive, at least {MinimumNegatives}");

    /// <summary>The anchors, the highest loss first.</summary>
    static Span<int> ByLoss(ReadOnlySpan<float> losses)
    {
        var codes = new ulong[losses.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = CandidateCode.From(losses[i], (uint)i);
        codes.AsSpan().Sort();
        return Array.ConvertAll(codes, code => (int)(uint)code);
    }

    /// <summary>The anchors whose predicted box overlaps no earlier one's by more than the threshold.</summary>
    Span<int> Suppress(Span<int> anchors, ReadOnlySpan<Box> predicted, double threshold)
    {
        var (kept, count) = (new Box[anchors.Length], 0);
        var lefts = new float[anchors.Length];
        foreach (var anchor in anchors)
        {
            var box = predicted[anchor];
            if (Overlaps(box, kept.AsSpan(0, count), lefts.AsSpan(0, count), threshold))
                continue;
            (kept[count], lefts[count], anchors[count]) = (box, (float)box.Left, anchor);
            if (++count == MaximumExamples)
                break;
        }

        return anchors[..count];
    }

    /// <summary>Boxes that overlap so much have left edges close to each other: most are skipped by these alone.</summary>
    static bool Overlaps(Box box, ReadOnlySpan<Box> kept, ReadOnlySpan<float> lefts, double threshold)
    {
        // With an overlap o of the widths, their hull is at most o/threshold, and so the edges are at most that less o apart.
        var reach = threshold > 0 ? (float)((box.Width * ((1 / threshold) - 1)) + (1e-5 * (Math.Abs(box.Left) + Math.Abs(box.Right)))) : float.PositiveInfinity;
        var (left, limit) = (new Vector<float>((float)box.Left), new Vector<float>(reach));
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(lefts);
        for (var v = 0; v <= vectors.Length; v++)
        {
            var start = v * Vector<float>.Count;
            if (v < vectors.Length && Vector.GreaterThanAll(Vector.Abs(vectors[v] - left), limit))
                continue;
            for (var i = start; i < Math.Min(start + Vector<float>.Count, kept.Length); i++)
            {
                if (box.IntersectionOverUnion(kept[i]) > threshold)
                    return true;
            }
        }

        return false;
    }
}
