using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Blocks of pixels into channels: a block's row of pixels is a run in both.</summary>
sealed unsafe class SpaceToDepthKernel(Step step, int block) : Kernel
{
    public override void Run(Operands operands, Worker worker)
    {
        var x = step.Node.Inputs[0].Shape;
        var run = (long)block * x.Channels * step.Node.ElementType.SizeBytes();
        var (first, end) = worker.Range(x.Batch * x.Height);
        var input = operands.Input<byte>() + (first * (x.Width / block) * run);
        for (var row = first; row < end && !worker.IsCanceled; row++)
        {
            var target = operands.Output<byte>() + (((long)row / block * (x.Width / block) * block) + (row % block)) * run;
            for (var column = 0; column < x.Width / block; column++, input += run, target += block * run)
                System.Buffer.MemoryCopy(input, target, run, run);
        }
    }
}
