namespace MobileNetSharp.Datasets.Classification;

/// <summary>What a classifier is to say of images: a probability for each class.</summary>
public static class SoftTargets
{
    /// <summary><c>(N, classes)</c>: the part <paramref name="smoothing"/> spread over all classes, the rest on the right one (Szegedy et al. 2016, §7).</summary>
    public static float[] Create(IReadOnlyList<int> labels, int classes, double smoothing)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(smoothing >= 0 && smoothing <= 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "The smoothing must be from 0 to 1.");
        var targets = new float[labels.Count * classes];
        Array.Fill(targets, (float)(smoothing / classes));
        for (var i = 0; i < labels.Count; i++)
            targets[(i * classes) + labels[i]] += (float)(1 - smoothing);
        return targets;
    }
}
