using System.Runtime.Intrinsics;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Fused;

/// <summary>
/// A 1×1 convolution that is in no block, such as the last one, or a linear layer of several images. Pixels are brought into blocks a chunk at a time; workers split
/// the chunks, or of a map with few pixels the panels of output channels, so that each weight is read once.
/// </summary>
sealed unsafe class PointwiseKernel(Step step, PackedPanels panels, KernelContext context) : Kernel
{
    const int PixelsPerChunk = 196;

    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly int pixels = step.Node.Shape.Batch * step.Node.Shape.Size.Area;
    readonly int chunkPixels = Math.Min(PixelsPerChunk, step.Node.Shape.Batch * step.Node.Shape.Size.Area);

    long BlockFloats => (long)chunkPixels * (int)context.Width;

    long ChunkFloats => (x.Channels + (int)context.Width - 1) / (int)context.Width * BlockFloats;

    /// <summary>True for the steps that this kernel runs: a single pixel has nothing to share a weight with.</summary>
    public static bool Runs(Step step) => step.Node.Shape.Batch * step.Node.Shape.Size.Area > 1 && step.Node.Op switch
    {
        Conv2d { Groups: 1 } conv => conv.Kernel == 1 && conv.Stride == 1 && step.Node.Shape.Size == step.Node.Inputs[0].Shape.Size,
        Linear => true,
        _ => false,
    };

    public override long ScratchFloats(int workers) => workers * ChunkFloats;

    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var residual = step.Residual is null ? null : inputs[1];
        scratch += share.Index * ChunkFloats;
        switch (context.Width)
        {
            case VectorWidth.Bits512:
                Run<Lanes512, Vector512<float>>(inputs[0], residual, output, scratch, share);
                break;
            case VectorWidth.Bits256:
                Run<Lanes256, Vector256<float>>(inputs[0], residual, output, scratch, share);
                break;
            case VectorWidth.Bits128:
                Run<Lanes128, Vector128<float>>(inputs[0], residual, output, scratch, share);
                break;
            default:
                Run<ScalarLanes, float>(inputs[0], residual, output, scratch, share);
                break;
        }
    }

    void Run<TLanes, TVector>(float* input, float* residual, float* output, float* scratch, Share share)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var chunks = (pixels + chunkPixels - 1) / chunkPixels;
        var (firstChunk, endChunk) = chunks >= share.Count ? share.Range(chunks) : (0, chunks);
        var (firstPanel, endPanel) = chunks >= share.Count ? (0, panels.PanelsPerGroup) : share.Range(panels.PanelsPerGroup);
        for (var chunk = firstChunk; chunk < endChunk; chunk++)
        {
            var first = (long)chunk * chunkPixels;
            var count = (int)Math.Min(chunkPixels, pixels - first);
            RowPacking.Blocks<TLanes, TVector>(input + (first * x.Channels), count, x.Channels, 0, x.Channels, scratch, BlockFloats);
            for (var panel = firstPanel; panel < endPanel; panel++)
            {
                var offset = (first * y.Channels) + (panel * panels.PanelWidth);
                Panel<TLanes, TVector>(panel, count, scratch, residual is null ? null : residual + offset, output + offset);
            }
        }
    }

    void Panel<TLanes, TVector>(int panel, int count, float* packed, float* residual, float* output)
        where TLanes : ILanes<TVector>
        where TVector : struct
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
            Minimum = step.Minimum,
            Maximum = step.Maximum,
        };
        PanelProduct.Run<TLanes, TVector>(ref arguments, count);
    }
}
