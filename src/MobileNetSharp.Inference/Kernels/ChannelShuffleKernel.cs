using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>ShuffleNet's shuffle: the channels of a pixel as a matrix (groups, channels per group), transposed.</summary>
sealed unsafe class ChannelShuffleKernel(Step step, int groups) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var channels = step.Node.Channels;
        var perGroup = channels / groups;
        var (first, end) = share.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        var input = inputs[0] + ((long)first * channels);
        output += (long)first * channels;
        for (var pixel = first; pixel < end; pixel++, input += channels)
        {
            for (var i = 0; i < perGroup; i++)
            {
                for (var g = 0; g < groups; g++)
                    *output++ = input[(g * perGroup) + i];
            }
        }
    }
}
