using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Each pixel over the L2 norm of its channels.</summary>
sealed unsafe class L2NormalizationKernel(Step step) : Kernel
{
    public override void Run(Operands operands, Worker worker)
    {
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var channels = step.Node.Channels;
        var (first, end) = worker.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        for (var pixel = (long)first; pixel < end && !worker.IsCanceled; pixel++)
            Pixel(input + (pixel * channels), output + (pixel * channels), channels);
    }

    static void Pixel(float* input, float* output, int channels)
    {
        // Squares of floats overflow and vanish in float, not in double.
        var sum = 0.0;
        for (var c = 0; c < channels; c++)
            sum += (double)input[c] * input[c];
        var factor = sum == 0 ? 0 : 1 / Math.Sqrt(sum);
        for (var c = 0; c < channels; c++)
            output[c] = (float)(input[c] * factor);
    }
}
