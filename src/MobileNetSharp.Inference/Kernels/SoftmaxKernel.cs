using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Softmax over the channels.</summary>
sealed unsafe class SoftmaxKernel(Step step, KernelContext context) : Kernel
{
    public override void Run(float** inputs, float* output)
    {
        var input = inputs[0];
        var channels = step.Node.Channels;
        context.Workers.For(step.Node.Shape.Batch * step.Node.Shape.Size.Area, (first, end) =>
        {
            for (var pixel = (long)first; pixel < end; pixel++)
                Pixel(input + (pixel * channels), output + (pixel * channels), channels);
        });
    }

    static void Pixel(float* input, float* output, int channels)
    {
        var largest = float.NegativeInfinity;
        for (var c = 0; c < channels; c++)
            largest = MathF.Max(largest, input[c]);
        var sum = 0.0;
        for (var c = 0; c < channels; c++)
            sum += output[c] = MathF.Exp(input[c] - largest);
        var factor = (float)(1 / sum);
        for (var c = 0; c < channels; c++)
            output[c] *= factor;
    }
}
