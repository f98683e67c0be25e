using System.Runtime.Intrinsics;

namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>Code that is written for any width of vectors.</summary>
interface IWidthFunction<TResult>
{
    TResult Invoke<TLanes, TVector>()
        where TLanes : IFloatLanes<TVector>
        where TVector : struct;
}

/// <summary>Chooses among the widths that the processor accelerates; an unaccelerated one is far slower than scalar code.</summary>
static class VectorWidths
{
    /// <summary>Set to 512, 256, 128 or scalar, it forces the width of every engine made from then on.</summary>
    public const string Variable = "MOBILENETSHARP_LANES";

    /// <summary>What this processor accelerates, the widest first.</summary>
    public static IReadOnlyList<VectorWidth> Accelerated { get; } =
    [
        .. Vector512.IsHardwareAccelerated ? [VectorWidth.Bits512] : Array.Empty<VectorWidth>(),
        .. Vector256.IsHardwareAccelerated ? [VectorWidth.Bits256] : Array.Empty<VectorWidth>(),
        .. Vector128.IsHardwareAccelerated ? [VectorWidth.Bits128] : Array.Empty<VectorWidth>(),
        VectorWidth.Scalar,
    ];

    /// <summary>The width to use: the widest, or the one forced, which must be accelerated.</summary>
    public static VectorWidth Choose() => Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The width of that name, the widest for none.</summary>
    public static VectorWidth Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Accelerated[0];
        var known = Accelerated.Select(width => (Width: width, Name: NameOf(width))).ToArray();
        var match = Array.FindIndex(known, width => width.Name == name);
        return match >= 0
            ? known[match].Width
            : throw new VectorWidthException(name, [.. known.Select(width => width.Name)]);
    }

    /// <summary>Calls a function with the vectors of a width: the only place that goes from widths to types.</summary>
    public static TResult Dispatch<TFunction, TResult>(VectorWidth width, TFunction function)
        where TFunction : struct, IWidthFunction<TResult> => width switch
        {
            VectorWidth.Bits512 => function.Invoke<FloatLanes512, Vector512<float>>(),
            VectorWidth.Bits256 => function.Invoke<FloatLanes256, Vector256<float>>(),
            VectorWidth.Bits128 => function.Invoke<FloatLanes128, Vector128<float>>(),
            _ => function.Invoke<ScalarFloat, float>(),
        };

    /// <summary>The name that the variable takes: bits, or "scalar".</summary>
    public static string NameOf(VectorWidth width) =>
        width == VectorWidth.Scalar ? "scalar" : ((int)width * 8 * sizeof(float)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
