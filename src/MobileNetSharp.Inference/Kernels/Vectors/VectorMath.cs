namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>Functions over lanes, by the same steps at every width.</summary>
static class VectorMath<TLanes, TVector>
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    // Beyond these the result is 0 or infinite.
    const float Least = -105;
    const float Most = 89;

    const float LogarithmOf2High = 0.693359375f; // few bits, so that n times it is exact
    const float LogarithmOf2Low = -2.12194440e-4f;

    /// <summary>
    /// eˣ, within one unit in the last place, and exactly 1 for 0: <c>x = n·ln 2 + r</c>, a polynomial in r, and 2ⁿ.
    /// Cephes' expf (S. Moshier); .NET's own Vector.Exp gives 1.0000001 for 0.
    /// </summary>
    public static TVector Exp(TVector x)
    {
        // In this order a value that is not a number stays one.
        x = TLanes.Min(TLanes.Broadcast(Most), TLanes.Max(TLanes.Broadcast(Least), x));
        var n = Round(TLanes.Multiply(x, TLanes.Broadcast(1.44269504f)));
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-LogarithmOf2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-LogarithmOf2Low), r);

        var p = TLanes.Broadcast(1.9875691500e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        var y = TLanes.Add(TLanes.MultiplyAdd(TLanes.Multiply(r, r), p, r), TLanes.Broadcast(1));

        // In two steps, since 2ⁿ itself may be infinite or a denormal.
        var half = Round(TLanes.Multiply(n, TLanes.Broadcast(0.5f)));
        return TLanes.Multiply(TLanes.Multiply(y, TLanes.PowerOfTwo(half)), TLanes.PowerOfTwo(TLanes.Subtract(n, half)));
    }

    /// <summary>To the nearest whole number: between 2²³ and 2²⁴ floats have no others.</summary>
    static TVector Round(TVector x)
    {
        var shift = TLanes.Broadcast(12_582_912);
        return TLanes.Subtract(TLanes.Add(x, shift), shift);
    }
}
