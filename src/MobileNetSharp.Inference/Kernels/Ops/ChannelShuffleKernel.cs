using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>ShuffleNet's shuffle: the channels of a pixel as a matrix (groups, channels per group), transposed.</summary>
sealed unsafe class ChannelShuffleKernel<TElement>(Step step, int groups) : Kernel
    where TElement : unmanaged
{
    public override void Run(Operands operands, Worker worker)
    {
        var channels = step.Node.Channels;
        var perGroup = channels / groups;
        var (first, end) = worker.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        var input = operands.Input<TElement>() + ((long)first * channels);
        var output = operands.Output<TElement>() + ((long)first * channels);
        for (var pixel = first; pixel < end && !worker.IsCanceled; pixel++, input += channels)
        {
            for (var i = 0; i < perGroup; i++)
            {
                for (var g = 0; g < groups; g++)
                    *output++ = input[(g * perGroup) + i];
            }
        }
    }
}
