using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>The mean over height and width.</summary>
sealed unsafe class GlobalAveragePoolKernel(Step step, KernelContext context) : Kernel
{
    readonly Shape x = step.Node.Inputs[0].Shape;

    public override void Run(float** inputs, float* output)
    {
        var input = inputs[0];
        context.Workers.For(x.Batch, (first, end) =>
        {
            for (var image = (long)first; image < end; image++)
            {
                var area = new WindowArea
                {
                    Input = input + (image * x.CountPerImage),
                    Output = output + (image * x.Channels),
                    Rows = (nuint)x.Height,
                    Columns = (nuint)x.Width,
                    InputRow = (nuint)x.Width * (nuint)x.Channels,
                    InputColumn = (nuint)x.Channels,
                };
                ChannelLoop.Run(context.Width, (nuint)x.Channels, new Mean { Area = area, Factor = 1f / x.Size.Area });
            }
        });
    }
}
