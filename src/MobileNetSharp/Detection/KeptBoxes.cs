namespace MobileNetSharp.Detection;

/// <summary>The boxes that were kept so far, in a list for each class, or in a single one.</summary>
sealed class KeptBoxes(int lists, Suppression suppression)
{
    readonly int[] heads = new int[lists];
    readonly int[] counts = new int[lists];
    Box[] boxes = new Box[2 * suppression.MaximumDetections];
    int[] next = new int[2 * suppression.MaximumDetections];
    int count;

    /// <summary>Forgets all boxes.</summary>
    public void Clear()
    {
        Array.Fill(heads, -1);
        Array.Clear(counts);
        count = 0;
    }

    /// <summary>The boxes of a list.</summary>
    public int Count(int list) => counts[list];

    /// <summary>Adds a box, unless one of its list suppresses it.</summary>
    public bool Add(Box box, int list)
    {
        for (var i = heads[list]; i >= 0; i = next[i])
        {
            if (box.IntersectionOverUnion(boxes[i]) > suppression.IouThreshold)
                return false;
        }

        // More than there are detections only if many of them are outside the image.
        if (count == boxes.Length)
        {
            Array.Resize(ref boxes, 2 * count);
            Array.Resize(ref next, 2 * count);
        }

        boxes[count] = box;
        next[count] = heads[list];
        heads[list] = count++;
        counts[list]++;
        return true;
    }
}
