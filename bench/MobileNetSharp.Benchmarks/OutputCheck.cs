using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary>Rivals are compared only where they compute the same.</summary>
public static class OutputCheck
{
    const double Tolerance = 1e-4;

    /// <summary>
    /// Why the outputs are not the same function's: another length, a value that is not finite, logits near zero, with which
    /// anything agrees, or max |Δ| above 1e-4 · max |logit|. Null where they agree.
    /// </summary>
    public static string? Fault(float[] expected, float[] found)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        if (expected.Length != found.Length)
            return $"there are {found.Length} values, not {expected.Length}";
        if (!Array.TrueForAll(expected, float.IsFinite) || !Array.TrueForAll(found, float.IsFinite))
            return "there are values that are not finite";
        var scale = expected.Select(Math.Abs).DefaultIfEmpty().Max();
        if (scale < 1e-3)
            return Invariant($"the largest logit is {scale:G3}: with that anything would agree");
        var difference = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        return difference <= Tolerance * scale
            ? null
            : Invariant($"the largest difference is {difference:G3}, more than {Tolerance:G1} of the largest logit, {scale:G3}");
    }
}
