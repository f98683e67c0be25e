using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>Chooses a block's tile: the rows of a band and the parts of its expanded channels.</summary>
static class Tiling
{
    /// <summary>Enough pixels to use each weight that was read many times, few enough to stay in the cache.</summary>
    const int PixelsPerBand = 98;

    /// <summary>Two tiles of the widest vectors.</summary>
    const int LeastPixelsPerBand = 28;

    /// <summary>"Best t between 2 and 5" (§5.1): more parts save little and read the weights in small pieces.</summary>
    const int MaximumSplit = 5;

    /// <summary>The block with its tile; one in a chain is not split, since its input would be produced anew for each part.</summary>
    public static FusedBlock Choose(FusedBlock block, MemoryMode mode, bool isInChain)
    {
        var output = block.Output.Shape;
        var pixels = mode == MemoryMode.Low ? LeastPixelsPerBand : PixelsPerBand;
        var tiled = block with { BandRows = Math.Clamp(pixels / output.Width, 1, output.Height), Split = 1 };
        return mode == MemoryMode.Low && !isInChain
            ? Enumerable.Range(1, MaximumSplit).Select(split => tiled with { Split = split }).MinBy(Elements)!
            : tiled;
    }

    /// <summary>About the elements that are alive while an image runs through the block.</summary>
    static long Elements(FusedBlock block)
    {
        var (expanded, output) = (block.Depthwise.Node.Inputs[0].Shape, block.Output.Shape);
        var conv = (Conv2d)block.Depthwise.Node.Op;
        var rows = Math.Min(((block.BandRows - 1) * conv.Stride.Height) + (2 * conv.Dilation.Height) + 1, expanded.Height);
        var channels = (expanded.Channels + block.Split - 1) / block.Split;
        var scratch = ((long)rows * expanded.Width * channels) + ((long)block.BandRows * output.Width * channels);
        return scratch + output.CountPerImage + (block.CanOverwriteInput ? 0 : block.Input.Shape.CountPerImage);
    }
}
