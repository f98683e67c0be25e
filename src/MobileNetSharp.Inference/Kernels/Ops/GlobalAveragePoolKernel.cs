using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>The mean over height and width.</summary>
sealed unsafe class GlobalAveragePoolKernel<TLanes, TVector>(Step step) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    readonly Shape x = step.Node.Inputs[0].Shape;

    public override void Run(Operands operands, Worker worker)
    {
        var blocks = ChannelLoop<TLanes, TVector>.Blocks(x.Channels);
        var (first, end) = worker.Range(x.Batch * blocks);
        for (var i = first; i < end && !worker.IsCanceled; i++)
        {
            var (image, block) = (i / blocks, i % blocks);
            var area = new WindowArea
            {
                Input = operands.Input<float>() + (image * x.CountPerImage),
                Output = operands.Output<float>() + ((long)image * x.Channels),
                Rows = (nuint)x.Height,
                Columns = (nuint)x.Width,
                InputRow = (nuint)x.Width * (nuint)x.Channels,
                InputColumn = (nuint)x.Channels,
            };
            ChannelLoop<TLanes, TVector>.RunBlocks(block, block + 1, x.Channels, new Mean { Area = area, Factor = 1f / x.Size.Area });
        }
    }
}
