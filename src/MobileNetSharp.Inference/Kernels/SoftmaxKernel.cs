using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Softmax over the channels.</summary>
sealed unsafe class SoftmaxKernel(Step step) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var input = inputs[0];
        var channels = step.Node.Channels;
        var (first, end) = share.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        for (var pixel = (long)first; pixel < end; pixel++)
            Pixel(input + (pixel * channels), output + (pixel * channels), channels);
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
