using System.Collections.Immutable;

namespace MobileNetSharp.Cards;

/// <summary>
/// Makes the scores of classes comparable with each other, by a sigmoid for each:
/// <c>Scale / (1 + e^-(Slope·g(score) + Offset))</c>, where g is <see cref="Transformation"/>. It is applied to an output's own
/// numbers, in place of softmax. Source: ScoreCalibrationOptions of
/// https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/metadata_schema.fbs.
/// </summary>
public sealed record ScoreCalibration
{
    /// <summary>The least number whose logarithm is taken, as in MediaPipe.</summary>
    const double LeastScore = 1e-16;

    /// <summary>g.</summary>
    public ScoreTransformation Transformation { get; init; }

    /// <summary>The score of a class without a sigmoid, and of one below its <see cref="ClassCalibration.MinimumScore"/>.</summary>
    public float DefaultScore { get; init; }

    /// <summary>The sigmoids by output index; null for a class that has none.</summary>
    public required ImmutableArray<ClassCalibration?> Classes { get; init => field = value.IsDefault ? [] : value; }

    /// <summary>Calibrates one image's scores, one for each class, in place.</summary>
    public void Apply(Span<float> scores)
    {
        if (scores.Length != Classes.Length)
            throw new ArgumentException($"There are {scores.Length} scores for {Classes.Length} classes.", nameof(scores));
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Classes[i] is { } sigmoid && !(scores[i] < sigmoid.MinimumScore)
                ? float.IsPositiveInfinity(scores[i]) ? float.NaN : (float)(sigmoid.Scale / (1 + Math.Exp(-((sigmoid.Slope * Transform(scores[i])) + sigmoid.Offset))))
                : DefaultScore;
        }
    }

    /// <summary>What is wrong with it; null if nothing.</summary>
    internal string? Fault()
    {
        if (!Enum.IsDefined(Transformation))
            return $"there is no transformation {Transformation}";
        if (!float.IsFinite(DefaultScore))
            return FormattableString.Invariant($"the default score must be finite, is {DefaultScore}");
        return Classes.All(sigmoid => sigmoid is null || sigmoid.IsValid)
            ? null
            : "a class has a sigmoid of numbers that are not finite, or a scale below 0";
    }

    double Transform(double score) => Transformation switch
    {
        ScoreTransformation.Log => Log(score),
        ScoreTransformation.InverseLogistic => Log(score) - Log(1 - score),
        _ => score,
    };

    static double Log(double score) => Math.Log(Math.Max(score, LeastScore));

    /// <inheritdoc/>
    public override string ToString() => $"{Transformation}, {Classes.Length} classes";
}

/// <summary>The sigmoid of one class.</summary>
/// <param name="Scale">The largest score; at least 0.</param>
/// <param name="Slope">What the transformed score is multiplied by.</param>
/// <param name="Offset">What is added to that.</param>
/// <param name="MinimumScore">Below it, the class has the default score; null: no limit.</param>
public sealed record ClassCalibration(float Scale, float Slope, float Offset, float? MinimumScore = null)
{
    internal bool IsValid =>
        float.IsFinite(Scale) && Scale >= 0 && float.IsFinite(Slope) && float.IsFinite(Offset) && MinimumScore is null or (>= float.MinValue and <= float.MaxValue);
}

/// <summary>What is done with a score before its sigmoid.</summary>
public enum ScoreTransformation
{
    /// <summary>The score itself.</summary>
    Identity,

    /// <summary>Its natural logarithm.</summary>
    Log,

    /// <summary><c>log(x) − log(1 − x)</c>.</summary>
    InverseLogistic,
}
