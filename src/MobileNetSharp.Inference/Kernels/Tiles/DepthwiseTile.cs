using System.Runtime.CompilerServices;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// The innermost loop of a 3×3 depthwise convolution: up to 7 neighboring outputs of one block of channels. Each column
/// of three pixels is read once and serves every output that sees it; the nine weights stay in registers. A block's
/// parameters are a vector of biases and nine of weights; pixels and outputs are one vector apart. Unrolled by hand, since
/// only named variables stay in registers; TileKernelTests holds every number of outputs at every stride, epilogue and width
/// to sums in double precision.
/// </summary>
static unsafe class DepthwiseTile
{
    /// <summary>The most outputs of a tile.</summary>
    public const int MaximumRows = 7;

    /// <summary>Outputs of a stride of 1: output i sees columns i to i + 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride1<TLanes, TVector, TRows, TEpilogue>(
        float* top, float* middle, float* bottom, float* w, float* output, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TRows : IRows
        where TEpilogue : struct, IEpilogue
    {
        var lanes = (nuint)TLanes.Count;
        TVector a0, a1, a2, a3, a4, a5, a6;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = TLanes.Load(w);
        var (w00, w01, w02) = (TLanes.Load(w + (1 * lanes)), TLanes.Load(w + (2 * lanes)), TLanes.Load(w + (3 * lanes)));
        var (w10, w11, w12) = (TLanes.Load(w + (4 * lanes)), TLanes.Load(w + (5 * lanes)), TLanes.Load(w + (6 * lanes)));
        var (w20, w21, w22) = (TLanes.Load(w + (7 * lanes)), TLanes.Load(w + (8 * lanes)), TLanes.Load(w + (9 * lanes)));
        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 0 * lanes);
            a0 = Sum<TLanes, TVector>(a0, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 1 * lanes);
            if (TRows.Count > 1)
                a1 = Sum<TLanes, TVector>(a1, x, w00, y, w10, z, w20);
            a0 = Sum<TLanes, TVector>(a0, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 2 * lanes);
            if (TRows.Count > 2)
                a2 = Sum<TLanes, TVector>(a2, x, w00, y, w10, z, w20);
            if (TRows.Count > 1)
                a1 = Sum<TLanes, TVector>(a1, x, w01, y, w11, z, w21);
            a0 = Sum<TLanes, TVector>(a0, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 1)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 3 * lanes);
            if (TRows.Count > 3)
                a3 = Sum<TLanes, TVector>(a3, x, w00, y, w10, z, w20);
            if (TRows.Count > 2)
                a2 = Sum<TLanes, TVector>(a2, x, w01, y, w11, z, w21);
            a1 = Sum<TLanes, TVector>(a1, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 2)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 4 * lanes);
            if (TRows.Count > 4)
                a4 = Sum<TLanes, TVector>(a4, x, w00, y, w10, z, w20);
            if (TRows.Count > 3)
                a3 = Sum<TLanes, TVector>(a3, x, w01, y, w11, z, w21);
            a2 = Sum<TLanes, TVector>(a2, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 3)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 5 * lanes);
            if (TRows.Count > 5)
                a5 = Sum<TLanes, TVector>(a5, x, w00, y, w10, z, w20);
            if (TRows.Count > 4)
                a4 = Sum<TLanes, TVector>(a4, x, w01, y, w11, z, w21);
            a3 = Sum<TLanes, TVector>(a3, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 4)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 6 * lanes);
            if (TRows.Count > 6)
                a6 = Sum<TLanes, TVector>(a6, x, w00, y, w10, z, w20);
            if (TRows.Count > 5)
                a5 = Sum<TLanes, TVector>(a5, x, w01, y, w11, z, w21);
            a4 = Sum<TLanes, TVector>(a4, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 5)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 7 * lanes);
            if (TRows.Count > 6)
                a6 = Sum<TLanes, TVector>(a6, x, w01, y, w11, z, w21);
            a5 = Sum<TLanes, TVector>(a5, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 6)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 8 * lanes);
            a6 = Sum<TLanes, TVector>(a6, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 0)
            Write<TLanes, TVector, TEpilogue>(a0, epilogue, output);
        if (TRows.Count > 1)
            Write<TLanes, TVector, TEpilogue>(a1, epilogue, output + lanes);
        if (TRows.Count > 2)
            Write<TLanes, TVector, TEpilogue>(a2, epilogue, output + (2 * lanes));
        if (TRows.Count > 3)
            Write<TLanes, TVector, TEpilogue>(a3, epilogue, output + (3 * lanes));
        if (TRows.Count > 4)
            Write<TLanes, TVector, TEpilogue>(a4, epilogue, output + (4 * lanes));
        if (TRows.Count > 5)
            Write<TLanes, TVector, TEpilogue>(a5, epilogue, output + (5 * lanes));
        if (TRows.Count > 6)
            Write<TLanes, TVector, TEpilogue>(a6, epilogue, output + (6 * lanes));
    }

    /// <summary>Outputs of a stride of 2: output i sees columns 2i to 2i + 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stride2<TLanes, TVector, TRows, TEpilogue>(
        float* top, float* middle, float* bottom, float* w, float* output, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TRows : IRows
        where TEpilogue : struct, IEpilogue
    {
        var lanes = (nuint)TLanes.Count;
        TVector a0, a1, a2, a3, a4, a5, a6;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = TLanes.Load(w);
        var (w00, w01, w02) = (TLanes.Load(w + (1 * lanes)), TLanes.Load(w + (2 * lanes)), TLanes.Load(w + (3 * lanes)));
        var (w10, w11, w12) = (TLanes.Load(w + (4 * lanes)), TLanes.Load(w + (5 * lanes)), TLanes.Load(w + (6 * lanes)));
        var (w20, w21, w22) = (TLanes.Load(w + (7 * lanes)), TLanes.Load(w + (8 * lanes)), TLanes.Load(w + (9 * lanes)));
        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 0 * lanes);
            a0 = Sum<TLanes, TVector>(a0, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 1 * lanes);
            a0 = Sum<TLanes, TVector>(a0, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 0)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 2 * lanes);
            a0 = Sum<TLanes, TVector>(a0, x, w02, y, w12, z, w22);
            if (TRows.Count > 1)
                a1 = Sum<TLanes, TVector>(a1, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 1)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 3 * lanes);
            a1 = Sum<TLanes, TVector>(a1, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 1)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 4 * lanes);
            a1 = Sum<TLanes, TVector>(a1, x, w02, y, w12, z, w22);
            if (TRows.Count > 2)
                a2 = Sum<TLanes, TVector>(a2, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 2)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 5 * lanes);
            a2 = Sum<TLanes, TVector>(a2, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 2)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 6 * lanes);
            a2 = Sum<TLanes, TVector>(a2, x, w02, y, w12, z, w22);
            if (TRows.Count > 3)
                a3 = Sum<TLanes, TVector>(a3, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 3)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 7 * lanes);
            a3 = Sum<TLanes, TVector>(a3, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 3)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 8 * lanes);
            a3 = Sum<TLanes, TVector>(a3, x, w02, y, w12, z, w22);
            if (TRows.Count > 4)
                a4 = Sum<TLanes, TVector>(a4, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 4)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 9 * lanes);
            a4 = Sum<TLanes, TVector>(a4, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 4)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 10 * lanes);
            a4 = Sum<TLanes, TVector>(a4, x, w02, y, w12, z, w22);
            if (TRows.Count > 5)
                a5 = Sum<TLanes, TVector>(a5, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 5)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 11 * lanes);
            a5 = Sum<TLanes, TVector>(a5, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 5)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 12 * lanes);
            a5 = Sum<TLanes, TVector>(a5, x, w02, y, w12, z, w22);
            if (TRows.Count > 6)
                a6 = Sum<TLanes, TVector>(a6, x, w00, y, w10, z, w20);
        }

        if (TRows.Count > 6)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 13 * lanes);
            a6 = Sum<TLanes, TVector>(a6, x, w01, y, w11, z, w21);
        }

        if (TRows.Count > 6)
        {
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, 14 * lanes);
            a6 = Sum<TLanes, TVector>(a6, x, w02, y, w12, z, w22);
        }

        if (TRows.Count > 0)
            Write<TLanes, TVector, TEpilogue>(a0, epilogue, output);
        if (TRows.Count > 1)
            Write<TLanes, TVector, TEpilogue>(a1, epilogue, output + lanes);
        if (TRows.Count > 2)
            Write<TLanes, TVector, TEpilogue>(a2, epilogue, output + (2 * lanes));
        if (TRows.Count > 3)
            Write<TLanes, TVector, TEpilogue>(a3, epilogue, output + (3 * lanes));
        if (TRows.Count > 4)
            Write<TLanes, TVector, TEpilogue>(a4, epilogue, output + (4 * lanes));
        if (TRows.Count > 5)
            Write<TLanes, TVector, TEpilogue>(a5, epilogue, output + (5 * lanes));
        if (TRows.Count > 6)
            Write<TLanes, TVector, TEpilogue>(a6, epilogue, output + (6 * lanes));
    }

    /// <summary>One output with taps any distance apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dilated<TLanes, TVector, TEpilogue>(
        float* top, float* middle, float* bottom, float* w, nuint dilation, float* output, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TEpilogue : struct, IEpilogue
    {
        var lanes = (nuint)TLanes.Count;
        var sum = TLanes.Load(w);
        for (nuint column = 0; column < 3; column++)
        {
            w += lanes;
            var (x, y, z) = Column<TLanes, TVector>(top, middle, bottom, column * dilation * lanes);
            sum = Sum<TLanes, TVector>(sum, x, TLanes.Load(w), y, TLanes.Load(w + (3 * lanes)), z, TLanes.Load(w + (6 * lanes)));
        }

        Write<TLanes, TVector, TEpilogue>(sum, epilogue, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (TVector Top, TVector Middle, TVector Bottom) Column<TLanes, TVector>(float* top, float* middle, float* bottom, nuint offset)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct => (TLanes.Load(top + offset), TLanes.Load(middle + offset), TLanes.Load(bottom + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TVector Sum<TLanes, TVector>(
        TVector sum, TVector x, TVector wx, TVector y, TVector wy, TVector z, TVector wz)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct =>
        TLanes.MultiplyAdd(z, wz, TLanes.MultiplyAdd(y, wy, TLanes.MultiplyAdd(x, wx, sum)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write<TLanes, TVector, TEpilogue>(TVector sum, TEpilogue epilogue, float* output)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TEpilogue : struct, IEpilogue => TLanes.Store(epilogue.Apply<TLanes, TVector>(sum), output);
}
