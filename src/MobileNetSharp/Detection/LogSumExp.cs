using System.Numerics;
using System.Runtime.InteropServices;

namespace MobileNetSharp.Detection;

/// <summary>The logarithm of a sum of exponentials, which softmax divides by.</summary>
static class LogSumExp
{
    public static float Of(ReadOnlySpan<float> values)
    {
        var maximum = Maximum(values);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var sums = Vector<float>.Zero;
        foreach (var vector in vectors)
            sums += Exp(vector - new Vector<float>(maximum));
        var sum = Vector.Sum(sums);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            sum += MathF.Exp(value - maximum);
        return maximum + MathF.Log(sum);
    }

    /// <summary>
    /// e to the power of numbers that are not positive, within two units of the last place: 2 to a whole number times the power of
    /// what is left, by its series. <see cref="Vector.Exp(Vector{float})"/> computes in double precision, and takes most of the time of decoding.
    /// </summary>
    static Vector<float> Exp(Vector<float> x)
    {
        // Below it lies what adds nothing to a sum that has a 1.
        x = Vector.Max(x, new Vector<float>(-87));
        var whole = Vector.Round(x * (float)(1 / Math.Log(2)));
        // ln 2 in two parts, of which the first times a whole number is exact.
        var rest = x - (whole * 0.693359375f) + (whole * 2.12194440e-4f);
        var power = new Vector<float>(1 / 720f);
        power = (power * rest) + new Vector<float>(1 / 120f);
        power = (power * rest) + new Vector<float>(1 / 24f);
        power = (power * rest) + new Vector<float>(1 / 6f);
        power = (power * rest) + new Vector<float>(0.5f);
        power = (power * rest * rest) + rest + Vector<float>.One;
        return power * Vector.AsVectorSingle((Vector.ConvertToInt32(whole) + new Vector<int>(127)) << 23);
    }

    /// <summary>The largest value; NaN where one is.</summary>
    public static float Maximum(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var maximum = float.NegativeInfinity;
        if (!vectors.IsEmpty)
        {
            var maxima = vectors[0];
            foreach (var vector in vectors[1..])
                maxima = Vector.Max(maxima, vector);
            for (var i = 0; i < Vector<float>.Count; i++)
                maximum = Math.Max(maximum, maxima[i]);
        }

        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            maximum = Math.Max(maximum, value);
        return maximum;
    }
}
