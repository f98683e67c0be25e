using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Zeros around the input, or less of it.</summary>
sealed unsafe class PadKernel(Step step, Padding padding) : Kernel
{
    public override void Run(float** inputs, float* output)
    {
        var (x, y) = (step.Node.Inputs[0].Shape, step.Node.Shape);
        new Span<float>(output, (int)y.Count).Clear();
        var (first, end) = (Math.Max(0, -padding.Left), Math.Min(x.Width, y.Width - padding.Left));
        if (first >= end)
            return;
        var sizeBytes = (long)(end - first) * x.Channels * sizeof(float);
        for (var image = 0; image < y.Batch; image++)
        {
            for (var row = Math.Max(0, padding.Top); row < Math.Min(y.Height, x.Height + padding.Top); row++)
            {
                var from = ((((long)image * x.Height) + row - padding.Top) * x.Width) + first;
                var to = ((((long)image * y.Height) + row) * y.Width) + first + padding.Left;
                System.Buffer.MemoryCopy(inputs[0] + (from * x.Channels), output + (to * x.Channels), sizeBytes, sizeBytes);
            }
        }
    }
}
