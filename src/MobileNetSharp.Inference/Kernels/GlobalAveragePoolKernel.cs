using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>The mean over height and width.</summary>
sealed unsafe class GlobalAveragePoolKernel(Step step, KernelContext context) : Kernel
{
    readonly Shape x = step.Node.Inputs[0].Shape;

    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var blocks = ChannelLoop.Blocks(x.Channels);
        var (first, end) = share.Range(x.Batch * blocks);
        for (var i = first; i < end; i++)
        {
            var (image, block) = (i / blocks, i % blocks);
            var area = new WindowArea
            {
                Input = inputs[0] + (image * x.CountPerImage),
                Output = output + ((long)image * x.Channels),
                Rows = (nuint)x.Height,
                Columns = (nuint)x.Width,
                InputRow = (nuint)x.Width * (nuint)x.Channels,
                InputColumn = (nuint)x.Channels,
            };
            ChannelLoop.RunBlocks(context.Width, block, block + 1, x.Channels, new Mean { Area = area, Factor = 1f / x.Size.Area });
        }
    }
}
