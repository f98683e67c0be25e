using System.Runtime.CompilerServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>
/// A 1×1 convolution that is in no block, such as the last one, or a linear layer of several images. Pixels are brought into blocks a chunk at a time; workers split
/// the chunks, or of a map with few pixels the panels of output channels, so that each weight is read once.
/// </summary>
sealed unsafe class PointwiseKernel<TLanes, TVector>(Step step, PackedPanels panels) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    const int PixelsPerChunk = 196;

    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly int pixels = step.Node.Shape.Batch * step.Node.Shape.Size.Area;
    readonly int chunkPixels = Math.Min(PixelsPerChunk, step.Node.Shape.Batch * step.Node.Shape.Size.Area);

    readonly PixelTiles<TLanes, TVector> tiles = PixelTiles<TLanes, TVector>.Create(step.Activation);

    long BlockFloats => (long)chunkPixels * TLanes.Count;

    long ChunkFloats => (x.Channels + TLanes.Count - 1) / TLanes.Count * BlockFloats;

    public override long ScratchBytes(int workers) => workers * ChunkFloats * sizeof(float);

    // Compiled with a profile, the two loops around the tiles cost a fifth of a layer of 20×20×576; without one, nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Operands operands, Worker worker)
    {
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var residual = step.Residual is null ? null : operands.Input<float>(1);
        var scratch = operands.Scratch<float>() + (worker.Index * ChunkFloats);
        var chunks = (pixels + chunkPixels - 1) / chunkPixels;
        var (firstChunk, endChunk) = chunks >= worker.Count ? worker.Range(chunks) : (0, chunks);
        var (firstPanel, endPanel) = chunks >= worker.Count ? (0, panels.PanelsPerGroup) : worker.Range(panels.PanelsPerGroup);
        for (var chunk = firstChunk; chunk < endChunk && !worker.IsCanceled; chunk++)
        {
            var first = (long)chunk * chunkPixels;
            var count = (int)Math.Min(chunkPixels, pixels - first);
            RowPacking.Blocks<TLanes, TVector>(input + (first * x.Channels), count, x.Channels, 0, x.Channels, scratch, BlockFloats);
            for (var panel = firstPanel; panel < endPanel && !worker.IsCanceled; panel++)
            {
                var offset = (first * y.Channels) + (panel * panels.PanelWidth);
                Panel(panel, count, scratch, residual is null ? null : residual + offset, output + offset);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Panel(int panel, int count, float* packed, float* residual, float* output)
    {
        var arguments = new PointwiseArguments
        {
            Input = packed,
            BlockStride = (nuint)BlockFloats,
            RunDepth = (nuint)TLanes.Count,
            Depth = (nuint)panels.Depth,
            Bias = panels.Panel(0, panel),
            Weights = panels.Weights(panel),
            Output = output,
            PixelStride = (nuint)y.Channels,
            VectorStride = (nuint)TLanes.Count,
            Channels = Math.Min(panels.PanelWidth, y.Channels - (panel * panels.PanelWidth)),
            Residual = residual,
        };
        tiles.Panel(ref arguments, count);
    }
}
