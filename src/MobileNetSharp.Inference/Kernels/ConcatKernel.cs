using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Joins values along an axis: each input comes in runs of everything from that axis inwards.</summary>
sealed unsafe class ConcatKernel(Step step, Axis axis) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var outputRun = Run(step.Node.Shape);
        var (first, end) = share.Range((int)(step.Node.Shape.Count / outputRun));
        var start = first * outputRun;
        for (var i = 0; i < step.Node.Inputs.Length; i++)
        {
            var run = Run(step.Node.Inputs[i].Shape);
            for (long from = first * run, to = start; from < end * run; from += run, to += outputRun)
                System.Buffer.MemoryCopy(inputs[i] + from, output + to, run * sizeof(float), run * sizeof(float));
            start += run;
        }
    }

    long Run(Shape shape) => axis switch
    {
        Axis.Height => shape.CountPerImage,
        Axis.Width => (long)shape.Width * shape.Channels,
        _ => shape.Channels,
    };
}
