using MobileNetSharp.Inference.Kernels;

namespace MobileNetSharp.Inference.Fused;

/// <summary>A panel of a 1×1 convolution with an output of <c>(pixels,C)</c>, whose last channels may not fill a vector.</summary>
static unsafe class PanelProduct
{
    /// <summary>Runs the panel over neighboring pixels; only the panel's channels are read and written. The arguments are used up.</summary>
    public static void Run<TLanes, TVector>(ref PointwiseArguments arguments, int pixels)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        if (arguments.Channels == TLanes.Count || arguments.Channels == 2 * TLanes.Count)
            Tiles.Pointwise<TLanes, TVector, BlockedPixels>(ref arguments, pixels);
        else
            Partial<TLanes, TVector>(arguments, pixels);
    }

    /// <summary>Whole vectors go to a buffer of a tile, and from there as many channels as there are to the output.</summary>
    static void Partial<TLanes, TVector>(in PointwiseArguments arguments, int pixels)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var maximum = PointwiseTile.MaximumRows((VectorWidth)TLanes.Count);
        var sums = stackalloc float[maximum * 2 * TLanes.Count];
        var tile = arguments;
        tile.PixelStride = (nuint)(2 * TLanes.Count);
        tile.VectorStride = (nuint)TLanes.Count;
        tile.Residual = null;
        (tile.Minimum, tile.Maximum) = (float.NegativeInfinity, float.PositiveInfinity);
        var output = arguments.Output;
        var residual = arguments.Residual;
        for (var tiles = (pixels + maximum - 1) / maximum; tiles > 0; tiles--)
        {
            var rows = (pixels + tiles - 1) / tiles;
            tile.Output = sums;
            Tiles.Pointwise<TLanes, TVector, BlockedPixels>(ref tile, rows);
            for (var i = 0; i < rows; i++)
            {
                ChannelTail.Write(sums + (i * 2 * TLanes.Count), residual, output, arguments.Channels, arguments.Minimum, arguments.Maximum);
                output += arguments.PixelStride;
                residual = residual is null ? null : residual + arguments.PixelStride;
            }

            pixels -= rows;
        }
    }
}
