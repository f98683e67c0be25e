using System.Text;

namespace MobileNetSharp.Numerics;

/// <summary>
/// Random numbers that are a function of a seed, a name and a position alone: the same on every platform and in every
/// runtime, and untouched by other streams. SplitMix64 (Steele, Lea and Flood 2014), started at a FNV-1a hash of the name.
/// </summary>
public sealed class RandomStream
{
    const ulong Increment = 0x9E3779B97F4A7C15;
    ulong state;

    /// <summary>The stream of a seed, a name and a position, such as an epoch and an image's index.</summary>
    public RandomStream(ulong seed, string name, params ReadOnlySpan<long> position)
    {
        ArgumentNullException.ThrowIfNull(name);
        var hash = 0xCBF29CE484222325;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ letter) * 0x100000001B3;
        state = hash ^ Mix(seed);
        foreach (var coordinate in position)
            state = Mix(Mix(state) + (Increment * (ulong)(coordinate + 1)));
    }

    /// <summary>All 64 bits.</summary>
    public ulong NextUInt64() => Mix(state += Increment);

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1 (by multiplication; the bias is below 2⁻³²).</summary>
    public int NextInt(int count) => (int)Math.BigMul(NextUInt64(), (ulong)count, out _);

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextUniform() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    public double NextUniform(double minimum, double maximum) => minimum + ((maximum - minimum) * NextUniform());

    /// <summary>Normal with mean 0 and deviation 1 (Marsaglia's polar method; its second value is not used).</summary>
    public double NextNormal()
    {
        double x, square;
        do
        {
            x = NextUniform(-1, 1);
            var y = NextUniform(-1, 1);
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);
        return x * Math.Sqrt(-2 * Log(square) / square);
    }

    /// <summary>Normal with mean 0 and deviation 1, drawn again until it is within ±2 (TensorFlow's truncated_normal).</summary>
    public double NextTruncatedNormal()
    {
        double x;
        do
            x = NextNormal();
        while (Math.Abs(x) > 2);
        return x;
    }

    /// <summary>Brings the items into an order of which all are equally probable (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// The natural logarithm out of operations that IEEE 754 rounds exactly; Math.Log is the C library's and differs between platforms.
    /// </summary>
    static double Log(double value)
    {
        const double ln2 = 0.693147180559945309;
        var exponent = Math.ILogB(value);
        var s = Math.ScaleB(value, -exponent);
        s = (s - 1) / (s + 1);
        var (power, sum) = (s, 0.0);
        for (var i = 1; i < 35; i += 2, power *= s * s)
            sum += power / i;
        return (2 * sum) + (exponent * ln2);
    }
}
