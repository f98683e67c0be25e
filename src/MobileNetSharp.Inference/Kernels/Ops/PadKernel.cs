using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Zeros around the input, or less of it.</summary>
sealed unsafe class PadKernel(Step step, Padding padding) : Kernel
{
    public override void Run(Operands operands, Worker worker)
    {
        var (x, y) = (step.Node.Inputs[0].Shape, step.Node.Shape);
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var rowSize = y.Width * y.Channels;
        var (left, right) = (Math.Max(0, -padding.Left), Math.Min(x.Width, y.Width - padding.Left));
        var sizeBytes = (long)(right - left) * x.Channels * sizeof(float);
        var (first, end) = worker.Range(y.Batch * y.Height);
        for (var row = first; row < end && !worker.IsCanceled; row++)
        {
            var target = output + ((long)row * rowSize);
            new Span<float>(target, rowSize).Clear();
            var (image, inputRow) = (row / y.Height, (row % y.Height) - padding.Top);
            if (inputRow < 0 || inputRow >= x.Height || left >= right)
                continue;
            var from = ((((long)image * x.Height) + inputRow) * x.Width) + left;
            System.Buffer.MemoryCopy(
                input + (from * x.Channels), target + ((long)(left + padding.Left) * x.Channels), sizeBytes, sizeBytes);
        }
    }
}
