using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>ShuffleNet's shuffle: the channels of a pixel as a matrix (groups, channels per group), transposed.</summary>
sealed unsafe class ChannelShuffleKernel(Step step, int groups) : Kernel
{
    public override void Run(float** inputs, float* output)
    {
        var input = inputs[0];
        var channels = step.Node.Channels;
        var perGroup = channels / groups;
        for (var end = output + step.Node.Shape.Count; output < end; input += channels)
        {
            for (var i = 0; i < perGroup; i++)
            {
                for (var g = 0; g < groups; g++)
                    *output++ = input[(g * perGroup) + i];
            }
        }
    }
}
