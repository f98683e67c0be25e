using System.Numerics;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>Looks at every weight once, before a network is made ready to run: less than a millisecond for MobileNetV2.</summary>
static class FiniteWeights
{
    const string Variance = "running_var";

    /// <exception cref="NonFiniteWeightException">A weight that the graph reads is not finite, or a variance negative.</exception>
    public static void Check(Model model)
    {
        foreach (var spec in model.Graph.WeightsOf())
        {
            if (spec.Role == WeightRole.BatchNormCounter || !model.Weights.TryGetValue(spec.Name, out var tensor))
                continue;
            if (tensor.Type == ElementType.Float32)
                Check(spec, tensor.As<float>());
            else if (tensor.Type == ElementType.Float16)
                Check(spec, tensor.ToFloats());
        }
    }

    static void Check(WeightSpec spec, ReadOnlySpan<float> values)
    {
        var isVariance = spec.Name.EndsWith(Variance, StringComparison.Ordinal);
        if (!isVariance && AreFinite(values))
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]) || (isVariance && values[i] < 0))
                throw new NonFiniteWeightException(spec.Name, i, values[i]);
        }
    }

    static bool AreFinite(ReadOnlySpan<float> values)
    {
        // The exponent of NaN and of the infinities is all ones, so that its lowest bit carries into the sign.
        var (exponent, lowest) = (new Vector<int>(0x7F800000), new Vector<int>(0x00800000));
        var carries = Vector<int>.Zero;
        var vectors = MemoryMarshal.Cast<float, Vector<int>>(values);
        foreach (var vector in vectors)
            carries |= (vector & exponent) + lowest;
        return Vector.GreaterThanOrEqualAll(carries, Vector<int>.Zero) && AllFinite(values[(vectors.Length * Vector<float>.Count)..]);
    }

    static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
