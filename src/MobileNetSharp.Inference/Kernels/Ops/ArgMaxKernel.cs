using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>The index of each pixel's largest channel.</summary>
sealed unsafe class ArgMaxKernel(Step step) : Kernel
{
    readonly int channels = step.Node.Inputs[0].Channels;

    public override void Run(Operands operands, Worker worker)
    {
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var (first, end) = worker.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        for (var pixel = (long)first; pixel < end; pixel++)
            output[pixel] = Largest(input + (pixel * channels), channels);
    }

    static int Largest(float* values, int count)
    {
        var largest = 0;
        for (var c = 1; c < count; c++)
        {
            if (values[c] > values[largest])
                largest = c;
        }

        return largest;
    }
}
