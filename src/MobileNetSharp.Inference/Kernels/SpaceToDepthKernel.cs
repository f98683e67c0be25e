using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Blocks of pixels into channels: a block's row of pixels is a run in both.</summary>
sealed unsafe class SpaceToDepthKernel(Step step, int block) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var x = step.Node.Inputs[0].Shape;
        var run = (long)block * x.Channels;
        var (first, end) = share.Range(x.Batch * x.Height);
        var input = inputs[0] + ((long)first * x.Width * x.Channels);
        for (var row = first; row < end; row++)
        {
            var target = output + (((long)row / block * (x.Width / block) * block) + (row % block)) * run;
            for (var column = 0; column < x.Width / block; column++, input += run, target += block * run)
                System.Buffer.MemoryCopy(input, target, run * sizeof(float), run * sizeof(float));
        }
    }
}
