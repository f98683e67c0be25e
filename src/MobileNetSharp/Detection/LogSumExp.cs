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
            sums += Vector.Exp(vector - new Vector<float>(maximum));
        var sum = Vector.Sum(sums);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            sum += MathF.Exp(value - maximum);
        return maximum + MathF.Log(sum);
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
