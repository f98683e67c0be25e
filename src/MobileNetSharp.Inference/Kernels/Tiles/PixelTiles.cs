using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// Rows of neighboring pixels cut into tiles, each run by the code compiled for its number of pixels, its vectors and its
/// epilogue. The epilogue is chosen when an object is made; for a row it costs a virtual call.
/// </summary>
abstract unsafe class PixelTiles<TLanes, TVector>
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    // For no activation: to compile each tile once more costs a first run about 2 ms, two more instructions for each output of a run nothing.
    static readonly Activation Unbounded = Activation.Clamp(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Tiles whose outputs go through an activation; null for none.</summary>
    public static PixelTiles<TLanes, TVector> Create(Activation? activation) =>
        Epilogues.Dispatch<Creation, PixelTiles<TLanes, TVector>>(activation ?? Unbounded, default);

    /// <summary>
    /// Runs a panel of a 1×1 convolution over <paramref name="pixels"/> neighboring pixels of a blocked input: as few tiles as
    /// the registers allow, of sizes that differ by one at most. Whole vectors are read and written. The arguments move along
    /// with the tiles: a copy of them for each call would cost as much as the products of three input channels.
    /// </summary>
    public abstract void Pointwise(ref PointwiseArguments tile, int pixels);

    /// <summary>The same for the stem, on the image's own rows.</summary>
    public abstract void Stem(ref PointwiseArguments tile, int pixels);

    /// <summary>The same with an output of <c>(pixels,C)</c>, whose last channels may not fill a vector: only the panel's channels are read and written.</summary>
    public abstract void Panel(ref PointwiseArguments tile, int pixels);

    /// <summary>Runs a row of a 3×3 depthwise convolution: <paramref name="outputs"/> neighboring outputs of a stride of 1 or 2.</summary>
    public abstract void Depthwise(float* top, float* middle, float* bottom, float* w, int stride, float* output, int outputs);

    /// <summary>The same with taps and outputs any distance apart.</summary>
    public abstract void Dilated(float* top, float* middle, float* bottom, float* w, int stride, int dilation, float* output, int outputs);

    readonly struct Creation : IEpilogueFunction<PixelTiles<TLanes, TVector>>
    {
        public PixelTiles<TLanes, TVector> Invoke<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue => new PixelTiles<TLanes, TVector, TEpilogue>(epilogue);
    }
}

/// <inheritdoc cref="PixelTiles{TLanes, TVector}"/>
sealed unsafe class PixelTiles<TLanes, TVector, TEpilogue>(TEpilogue epilogue) : PixelTiles<TLanes, TVector>
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
    where TEpilogue : struct, IEpilogue
{
    public override void Pointwise(ref PointwiseArguments tile, int pixels) => Run<BlockedPixels, TEpilogue>(ref tile, pixels, epilogue);

    public override void Stem(ref PointwiseArguments tile, int pixels) => Run<ImagePixels, TEpilogue>(ref tile, pixels, epilogue);

    public override void Panel(ref PointwiseArguments tile, int pixels)
    {
        if (tile.Channels == TLanes.Count || tile.Channels == 2 * TLanes.Count)
            Run<BlockedPixels, TEpilogue>(ref tile, pixels, epilogue);
        else
            Partial(tile, pixels);
    }

    public override void Depthwise(float* top, float* middle, float* bottom, float* w, int stride, float* output, int outputs)
    {
        const int Maximum = DepthwiseTile.MaximumRows;
        for (var tiles = (outputs + Maximum - 1) / Maximum; tiles > 0; tiles--)
        {
            var rows = (outputs + tiles - 1) / tiles;
            if (stride == 1)
                Stride1(rows, top, middle, bottom, w, output);
            else
                Stride2(rows, top, middle, bottom, w, output);
            outputs -= rows;
            var step = rows * stride * TLanes.Count;
            top += step;
            middle += step;
            bottom += step;
            output += rows * TLanes.Count;
        }
    }

    public override void Dilated(float* top, float* middle, float* bottom, float* w, int stride, int dilation, float* output, int outputs)
    {
        for (var x = 0; x < outputs; x++)
        {
            var offset = x * stride * TLanes.Count;
            DepthwiseTile.Dilated<TLanes, TVector, TEpilogue>(
                top + offset, middle + offset, bottom + offset, w, (nuint)dilation, output + (x * TLanes.Count), epilogue);
        }
    }

    /// <summary>Whole vectors go to a buffer of a tile, and from there as many channels as there are to the output.</summary>
    void Partial(in PointwiseArguments arguments, int pixels)
    {
        var maximum = PointwiseTile.MaximumRows((VectorWidth)TLanes.Count);
        var sums = stackalloc float[maximum * 2 * TLanes.Count];
        var tile = arguments;
        tile.PixelStride = (nuint)(2 * TLanes.Count);
        tile.VectorStride = (nuint)TLanes.Count;
        tile.Residual = null;
        var output = arguments.Output;
        var residual = arguments.Residual;
        for (var tiles = (pixels + maximum - 1) / maximum; tiles > 0; tiles--)
        {
            var rows = (pixels + tiles - 1) / tiles;
            tile.Output = sums;
            Run<BlockedPixels, ClampEpilogue>(ref tile, rows, new ClampEpilogue(float.NegativeInfinity, float.PositiveInfinity));
            for (var i = 0; i < rows; i++)
            {
                ChannelTail.Write(sums + (i * 2 * TLanes.Count), residual, output, arguments.Channels, epilogue);
                output += arguments.PixelStride;
                residual = residual is null ? null : residual + arguments.PixelStride;
            }

            pixels -= rows;
        }
    }

    static void Run<TPixels, TTileEpilogue>(ref PointwiseArguments tile, int pixels, TTileEpilogue epilogue)
        where TPixels : IPixelStride
        where TTileEpilogue : struct, IEpilogue
    {
        var maximum = PointwiseTile.MaximumRows((VectorWidth)TLanes.Count);
        for (var tiles = (pixels + maximum - 1) / maximum; tiles > 0; tiles--)
        {
            var rows = (pixels + tiles - 1) / tiles;
            if (tile.Channels > TLanes.Count)
                Tile<True, TPixels, TTileEpilogue>(rows, tile, epilogue);
            else
                Tile<False, TPixels, TTileEpilogue>(rows, tile, epilogue);
            pixels -= rows;
            tile.Input += rows * TPixels.Floats(TLanes.Count);
            tile.Output += (nuint)rows * tile.PixelStride;
            tile.Residual = tile.Residual is null ? null : tile.Residual + ((nuint)rows * tile.PixelStride);
        }
    }

    static void Tile<TTwo, TPixels, TTileEpilogue>(int rows, in PointwiseArguments tile, TTileEpilogue epilogue)
        where TTwo : IFlag
        where TPixels : IPixelStride
        where TTileEpilogue : struct, IEpilogue
    {
        switch (rows)
        {
            case 1: PointwiseTile.Run<TLanes, TVector, Rows1, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 2: PointwiseTile.Run<TLanes, TVector, Rows2, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 3: PointwiseTile.Run<TLanes, TVector, Rows3, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 4: PointwiseTile.Run<TLanes, TVector, Rows4, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 5: PointwiseTile.Run<TLanes, TVector, Rows5, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 6: PointwiseTile.Run<TLanes, TVector, Rows6, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 7: PointwiseTile.Run<TLanes, TVector, Rows7, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 8: PointwiseTile.Run<TLanes, TVector, Rows8, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 9: PointwiseTile.Run<TLanes, TVector, Rows9, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 10: PointwiseTile.Run<TLanes, TVector, Rows10, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 11: PointwiseTile.Run<TLanes, TVector, Rows11, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 12: PointwiseTile.Run<TLanes, TVector, Rows12, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            case 13: PointwiseTile.Run<TLanes, TVector, Rows13, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
            default: PointwiseTile.Run<TLanes, TVector, Rows14, TTwo, TPixels, TTileEpilogue>(tile, epilogue); break;
        }
    }

    void Stride1(int rows, float* top, float* middle, float* bottom, float* w, float* output)
    {
        switch (rows)
        {
            case 1: DepthwiseTile.Stride1<TLanes, TVector, Rows1, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 2: DepthwiseTile.Stride1<TLanes, TVector, Rows2, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 3: DepthwiseTile.Stride1<TLanes, TVector, Rows3, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 4: DepthwiseTile.Stride1<TLanes, TVector, Rows4, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 5: DepthwiseTile.Stride1<TLanes, TVector, Rows5, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 6: DepthwiseTile.Stride1<TLanes, TVector, Rows6, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            default: DepthwiseTile.Stride1<TLanes, TVector, Rows7, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
        }
    }

    void Stride2(int rows, float* top, float* middle, float* bottom, float* w, float* output)
    {
        switch (rows)
        {
            case 1: DepthwiseTile.Stride2<TLanes, TVector, Rows1, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 2: DepthwiseTile.Stride2<TLanes, TVector, Rows2, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 3: DepthwiseTile.Stride2<TLanes, TVector, Rows3, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 4: DepthwiseTile.Stride2<TLanes, TVector, Rows4, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 5: DepthwiseTile.Stride2<TLanes, TVector, Rows5, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            case 6: DepthwiseTile.Stride2<TLanes, TVector, Rows6, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
            default: DepthwiseTile.Stride2<TLanes, TVector, Rows7, TEpilogue>(top, middle, bottom, w, output, epilogue); break;
        }
    }
}
