using MobileNetSharp.Inference.Kernels;

namespace MobileNetSharp.Inference.Fused;

/// <summary>Rows of pixels cut into tiles, each run by the code compiled for its number of pixels.</summary>
static unsafe class Tiles
{
    /// <summary>
    /// Runs the panel over <paramref name="pixels"/> neighboring pixels: as few tiles as the registers allow, of sizes that
    /// differ by one at most. The arguments move along with the tiles: a copy of them for each call would cost as much as the
    /// products of three input channels.
    /// </summary>
    public static void Pointwise<TLanes, TVector, TPixels>(ref PointwiseArguments tile, int pixels)
        where TLanes : ILanes<TVector>
        where TVector : struct
        where TPixels : IPixelStride
    {
        var maximum = PointwiseTile.MaximumRows((VectorWidth)TLanes.Count);
        for (var tiles = (pixels + maximum - 1) / maximum; tiles > 0; tiles--)
        {
            var rows = (pixels + tiles - 1) / tiles;
            if (tile.Channels > TLanes.Count)
                Pointwise<TLanes, TVector, True, TPixels>(rows, tile);
            else
                Pointwise<TLanes, TVector, False, TPixels>(rows, tile);
            pixels -= rows;
            tile.Input += rows * TPixels.Floats(TLanes.Count);
            tile.Output += (nuint)rows * tile.PixelStride;
            tile.Residual = tile.Residual is null ? null : tile.Residual + ((nuint)rows * tile.PixelStride);
        }
    }

    /// <summary>Runs a row of a depthwise convolution: <paramref name="outputs"/> neighboring outputs of a stride of 1 or 2.</summary>
    public static void Depthwise<TLanes, TVector>(
        float* top, float* middle, float* bottom, float* w, int stride, float* output, int outputs, float minimum, float maximum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        const int Maximum = DepthwiseTile.MaximumRows;
        for (var tiles = (outputs + Maximum - 1) / Maximum; tiles > 0; tiles--)
        {
            var rows = (outputs + tiles - 1) / tiles;
            if (stride == 1)
                Stride1<TLanes, TVector>(rows, top, middle, bottom, w, output, minimum, maximum);
            else
                Stride2<TLanes, TVector>(rows, top, middle, bottom, w, output, minimum, maximum);
            outputs -= rows;
            var step = rows * stride * TLanes.Count;
            top += step;
            middle += step;
            bottom += step;
            output += rows * TLanes.Count;
        }
    }

    static void Pointwise<TLanes, TVector, TTwo, TPixels>(int rows, in PointwiseArguments tile)
        where TLanes : ILanes<TVector>
        where TVector : struct
        where TTwo : IFlag
        where TPixels : IPixelStride
    {
        switch (rows)
        {
            case 1: PointwiseTile.Run<TLanes, TVector, Rows1, TTwo, TPixels>(tile); break;
            case 2: PointwiseTile.Run<TLanes, TVector, Rows2, TTwo, TPixels>(tile); break;
            case 3: PointwiseTile.Run<TLanes, TVector, Rows3, TTwo, TPixels>(tile); break;
            case 4: PointwiseTile.Run<TLanes, TVector, Rows4, TTwo, TPixels>(tile); break;
            case 5: PointwiseTile.Run<TLanes, TVector, Rows5, TTwo, TPixels>(tile); break;
            case 6: PointwiseTile.Run<TLanes, TVector, Rows6, TTwo, TPixels>(tile); break;
            case 7: PointwiseTile.Run<TLanes, TVector, Rows7, TTwo, TPixels>(tile); break;
            case 8: PointwiseTile.Run<TLanes, TVector, Rows8, TTwo, TPixels>(tile); break;
            case 9: PointwiseTile.Run<TLanes, TVector, Rows9, TTwo, TPixels>(tile); break;
            case 10: PointwiseTile.Run<TLanes, TVector, Rows10, TTwo, TPixels>(tile); break;
            case 11: PointwiseTile.Run<TLanes, TVector, Rows11, TTwo, TPixels>(tile); break;
            case 12: PointwiseTile.Run<TLanes, TVector, Rows12, TTwo, TPixels>(tile); break;
            case 13: PointwiseTile.Run<TLanes, TVector, Rows13, TTwo, TPixels>(tile); break;
            default: PointwiseTile.Run<TLanes, TVector, Rows14, TTwo, TPixels>(tile); break;
        }
    }

    static void Stride1<TLanes, TVector>(
        int rows, float* top, float* middle, float* bottom, float* w, float* output, float minimum, float maximum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        switch (rows)
        {
            case 1: DepthwiseTile.Stride1<TLanes, TVector, Rows1>(top, middle, bottom, w, output, minimum, maximum); break;
            case 2: DepthwiseTile.Stride1<TLanes, TVector, Rows2>(top, middle, bottom, w, output, minimum, maximum); break;
            case 3: DepthwiseTile.Stride1<TLanes, TVector, Rows3>(top, middle, bottom, w, output, minimum, maximum); break;
            case 4: DepthwiseTile.Stride1<TLanes, TVector, Rows4>(top, middle, bottom, w, output, minimum, maximum); break;
            case 5: DepthwiseTile.Stride1<TLanes, TVector, Rows5>(top, middle, bottom, w, output, minimum, maximum); break;
            case 6: DepthwiseTile.Stride1<TLanes, TVector, Rows6>(top, middle, bottom, w, output, minimum, maximum); break;
            default: DepthwiseTile.Stride1<TLanes, TVector, Rows7>(top, middle, bottom, w, output, minimum, maximum); break;
        }
    }

    static void Stride2<TLanes, TVector>(
        int rows, float* top, float* middle, float* bottom, float* w, float* output, float minimum, float maximum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        switch (rows)
        {
            case 1: DepthwiseTile.Stride2<TLanes, TVector, Rows1>(top, middle, bottom, w, output, minimum, maximum); break;
            case 2: DepthwiseTile.Stride2<TLanes, TVector, Rows2>(top, middle, bottom, w, output, minimum, maximum); break;
            case 3: DepthwiseTile.Stride2<TLanes, TVector, Rows3>(top, middle, bottom, w, output, minimum, maximum); break;
            case 4: DepthwiseTile.Stride2<TLanes, TVector, Rows4>(top, middle, bottom, w, output, minimum, maximum); break;
            case 5: DepthwiseTile.Stride2<TLanes, TVector, Rows5>(top, middle, bottom, w, output, minimum, maximum); break;
            case 6: DepthwiseTile.Stride2<TLanes, TVector, Rows6>(top, middle, bottom, w, output, minimum, maximum); break;
            default: DepthwiseTile.Stride2<TLanes, TVector, Rows7>(top, middle, bottom, w, output, minimum, maximum); break;
        }
    }
}
