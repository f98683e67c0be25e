namespace MobileNetSharp.Detection;

/// <summary>Non-maximum suppression: of boxes that overlap more than a threshold, the one with the best score is kept.</summary>
public sealed record Suppression
{
    /// <summary>Which boxes suppress each other.</summary>
    public SuppressionKind Kind { get; init; } = SuppressionKind.PerClass;

    /// <summary>A box is left out if its intersection over union with a better one is above this.</summary>
    public double IouThreshold { get; init; } = 0.6;

    /// <summary>A box is left out if its score is below this.</summary>
    public double ScoreThreshold { get; init; } = 1e-8;

    /// <summary>The most detections of an image.</summary>
    public int MaximumDetections { get; init; } = 100;

    /// <summary>The most detections of a class, with <see cref="SuppressionKind.PerClass"/>.</summary>
    public int MaximumPerClass { get; init; } = 100;

    /// <summary>The most classes that a box is detected as, with <see cref="SuppressionKind.BestClass"/>.</summary>
    public int MaximumClassesPerBox { get; init; } = 1;

    /// <summary>The boxes of a class that take part, the best first; null for all. torchvision's is 300.</summary>
    public int? MaximumCandidates { get; init; }

    /// <summary>Whether boxes are cut off at the border before they are compared (torchvision); else after (TensorFlow).</summary>
    public bool ClipsFirst { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Kind}, IoU above {IouThreshold}, scores from {ScoreThreshold}, at most {MaximumDetections}");

    internal string? Fault() =>
        !Enum.IsDefined(Kind) ? $"there is no suppression {Kind}"
        : !(IouThreshold >= 0 && IouThreshold <= 1) ? FormattableString.Invariant($"the IoU threshold must be from 0 to 1, is {IouThreshold}")
        : !(ScoreThreshold >= 0 && ScoreThreshold <= 1) ? FormattableString.Invariant($"the score threshold must be from 0 to 1, is {ScoreThreshold}")
        : MaximumDetections is < 1 or > 100_000 || MaximumPerClass is < 1 or > 100_000 || MaximumClassesPerBox is < 1 or > 1000 || MaximumCandidates is < 1 ? "the numbers of detections must be from 1 to 100000"
        : (long)MaximumDetections * MaximumClassesPerBox > 100_000 ? FormattableString.Invariant($"the number of detections times the classes of a box must be at most 100000, is {MaximumDetections} * {MaximumClassesPerBox}")
        : null;
}

/// <summary>Which boxes suppress each other.</summary>
public enum SuppressionKind
{
    /// <summary>Those of the same class; a place may be detected as several classes.</summary>
    PerClass,

    /// <summary>All, whatever their class, each with its best class (the fast path of TFLite_Detection_PostProcess).</summary>
    BestClass,
}
