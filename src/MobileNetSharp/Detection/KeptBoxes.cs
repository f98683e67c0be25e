namespace MobileNetSharp.Detection;

/// <summary>The boxes that were kept so far, in a list for each class, or in a single one.</summary>
sealed class KeptBoxes(int lists, Suppression suppression)
{
    readonly int[] heads = new int[lists];
    readonly int[] counts = new int[lists];
    Box[] boxes = new Box[2 * suppression.MaximumDetections];
    int[] next = new int[2 * suppression.MaximumDetections];
    readonly int limit = suppression switch
    {
        // Boxes that are clipped already and have an area are all detections, which are counted elsewhere.
        { ClipsFirst: true, Kind: SuppressionKind.PerClass } => suppression.MaximumPerClass,
        { ClipsFirst: true } => int.MaxValue,
        { Kind: SuppressionKind.PerClass } => Math.Min(suppression.MaximumPerClass, suppression.MaximumDetections),
        _ => suppression.MaximumDetections,
    };

    int count;

    /// <summary>Forgets all boxes.</summary>
    public void Clear()
    {
        Array.Fill(heads, -1);
        Array.Clear(counts);
        count = 0;
    }

    /// <summary>Whether a list takes no more boxes: those outside the image count too, or else their number would have no limit.</summary>
    public bool IsFull(int list) => counts[list] >= limit;

    /// <summary>Adds a box, unless one of its list suppresses it.</summary>
    public bool Add(Box box, int list)
    {
        for (var i = heads[list]; i >= 0; i = next[i])
        {
            if (box.IntersectionOverUnion(boxes[i]) > suppression.IouThreshold)
                return false;
        }

        counts[list]++;
        // It suppresses nothing.
        if (!(box.Area > 0))
            return true;
        // More than there are detections only if many of them are outside the image.
        if (count == boxes.Length)
        {
            Array.Resize(ref boxes, 2 * count);
            Array.Resize(ref next, 2 * count);
        }

        boxes[count] = box;
        next[count] = heads[list];
        heads[list] = count++;
        return true;
    }
}
