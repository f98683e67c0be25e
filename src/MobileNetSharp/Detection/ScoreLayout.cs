using System.Collections.Immutable;

namespace MobileNetSharp.Detection;

/// <summary>How the scores lie in a detector's outputs: a row for each anchor.</summary>
/// <param name="Blocks">The anchors of each output.</param>
/// <param name="Channels">The values of a row.</param>
/// <param name="ClassStart">The values of a row before its first class.</param>
/// <param name="Scale">What the values are.</param>
sealed record ScoreLayout(ImmutableArray<int> Blocks, int Channels, int ClassStart, ScoreScale Scale);

/// <summary>What the values of a row are. Each of them orders candidates as their scores do.</summary>
enum ScoreScale
{
    /// <summary>The scores themselves.</summary>
    Probability,

    /// <summary>Logits, of which the sigmoid is the score.</summary>
    Logit,

    /// <summary>Logarithms of scores, once <see cref="BoxDecoder.Offset"/> is subtracted.</summary>
    LogProbability,
}

static class ScoreScales
{
    /// <summary>The score of a value.</summary>
    public static float ToScore(this ScoreScale scale, float value) => scale switch
    {
        ScoreScale.Logit => 1 / (1 + MathF.Exp(-value)),
        ScoreScale.LogProbability => MathF.Exp(value),
        _ => value,
    };

    /// <summary>A value at or a little below the smallest with this score.</summary>
    public static float Floor(this ScoreScale scale, float score)
    {
        // Logits above 17 have the score 1 in single precision, and rounding may lift others by a little.
        const double rounding = 1e-3;
        return scale switch
        {
            ScoreScale.Logit => (float)Math.Min(Math.Log(score / (1.0 - score)) - rounding, 16),
            ScoreScale.LogProbability => (float)(Math.Log(score) - rounding),
            _ => score,
        };
    }
}
