namespace MobileNetSharp.Detection;

/// <summary>
/// Decides which object each anchor is to find in training: the one that it overlaps most, if that is enough; and each object
/// gets the anchor that overlaps it most, however little that is. The defaults are TensorFlow's (matchers/argmax_matcher.py).
/// </summary>
public sealed record AnchorMatcher
{
    /// <summary>The match of an anchor that is to find nothing.</summary>
    public const int Background = -1;

    /// <summary>The match of an anchor that takes no part in the loss, between the two thresholds.</summary>
    public const int Ignored = -2;

    /// <summary>An anchor matches an object with at least this intersection over union.</summary>
    public double MatchedThreshold { get; init; } = 0.5;

    /// <summary>An anchor is background below this.</summary>
    public double UnmatchedThreshold { get; init; } = 0.5;

    /// <summary>Whether every object gets its best anchor, whatever the overlap, even none.</summary>
    public bool ForcesMatches { get; init; } = true;

    /// <summary>Which of several objects gets an anchor that is the best of each: the last (torchvision's SSDMatcher) or else the first.</summary>
    public bool LastObjectWins { get; init; }

    /// <summary>torchvision's SSDMatcher.</summary>
    public static AnchorMatcher TorchVision { get; } = new() { LastObjectWins = true };

    /// <summary>The object of each anchor, or <see cref="Background"/> or <see cref="Ignored"/>.</summary>
    /// <param name="objects">The boxes of the objects, as shares of the input.</param>
    /// <param name="anchors">Center y, center x, height and width of each anchor, as from <see cref="AnchorTable.Create"/>.</param>
    /// <param name="matches">Takes an index into the objects for each anchor.</param>
    public void Match(ReadOnlySpan<Box> objects, ReadOnlySpan<float> anchors, Span<int> matches)
    {
        if (anchors.Length != 4 * matches.Length)
            throw new ArgumentException($"There are {anchors.Length / 4.0:0.##} anchors for {matches.Length} matches.", nameof(matches));
        // For each object its best anchor, the first of equals.
        Span<(double Iou, int Anchor)> best = objects.Length <= 256 ? stackalloc (double, int)[objects.Length] : new (double, int)[objects.Length];
        best.Fill((-1, 0));
        for (var anchor = 0; anchor < matches.Length; anchor++)
        {
            var box = BoxOf(anchors.Slice(4 * anchor, 4));
            var (highest, match) = (-1.0, Background);
            for (var i = 0; i < objects.Length; i++)
            {
                var iou = objects[i].IntersectionOverUnion(box);
                if (iou > highest)
                    (highest, match) = (iou, i);
                if (iou > best[i].Iou)
                    best[i] = (iou, anchor);
            }

            matches[anchor] = highest >= MatchedThreshold ? match : highest >= UnmatchedThreshold ? Ignored : Background;
        }

        if (!ForcesMatches || matches.IsEmpty)
            return;
        for (var n = 0; n < objects.Length; n++)
        {
            var i = LastObjectWins ? n : objects.Length - 1 - n;
            matches[best[i].Anchor] = i;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"matched from {MatchedThreshold}, background below {UnmatchedThreshold}");

    /// <summary>The box of an anchor: center y, center x, height, width.</summary>
    internal static Box BoxOf(ReadOnlySpan<float> anchor) => Box.FromCenter(anchor[1], anchor[0], anchor[3], anchor[2]);
}
