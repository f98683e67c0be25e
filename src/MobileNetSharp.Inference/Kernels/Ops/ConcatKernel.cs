using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Joins values along an axis: each input comes in runs of everything from that axis inwards.</summary>
sealed unsafe class ConcatKernel(Step step, Axis axis) : Kernel
{
    public override void Run(Operands operands, Worker worker)
    {
        var outputRun = RunBytes(step.Node.Shape);
        var (first, end) = worker.Range((int)(step.Node.Shape.Count * step.Node.ElementType.SizeBytes() / outputRun));
        var start = first * outputRun;
        for (var i = 0; i < step.Node.Inputs.Length; i++)
        {
            var run = RunBytes(step.Node.Inputs[i].Shape);
            for (long from = first * run, to = start; from < end * run && !worker.IsCanceled; from += run, to += outputRun)
                System.Buffer.MemoryCopy(operands.Input<byte>(i) + from, operands.Output<byte>() + to, run, run);
            start += run;
        }
    }

    long RunBytes(Shape shape) => step.Node.ElementType.SizeBytes() * axis switch
    {
        Axis.Height => shape.CountPerImage,
        Axis.Width => (long)shape.Width * shape.Channels,
        _ => shape.Channels,
    };
}
