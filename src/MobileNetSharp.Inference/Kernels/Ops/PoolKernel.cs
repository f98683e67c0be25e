using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Maximum or mean over a sliding window.</summary>
sealed unsafe class PoolKernel<TLanes, TVector>(Step step, Pool pool) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly Window window = Window.From(step.Node);

    public override void Run(Operands operands, Worker worker)
    {
        var (first, end) = worker.Range(y.Batch * y.Height);
        for (var row = first; row < end; row++)
            Row(row / y.Height, row % y.Height, operands.Input<float>(), operands.Output<float>(), worker);
    }

    void Row(int image, int row, float* input, float* output, Worker worker)
    {
        var top = (row * window.Stride.Height) - window.Padding.Top;
        var (firstY, endY) = Window.Inside(top, window.Kernel.Height, 1, x.Height);
        for (var column = 0; column < y.Width && !worker.IsCanceled; column++)
        {
            var left = (column * window.Stride.Width) - window.Padding.Left;
            var (firstX, endX) = Window.Inside(left, window.Kernel.Width, 1, x.Width);
            var area = new WindowArea
            {
                Input = input + ((((((long)image * x.Height) + top + firstY) * x.Width) + left + firstX) * x.Channels),
                Output = output + ((((((long)image * y.Height) + row) * y.Width) + column) * y.Channels),
                Rows = (nuint)(endY - firstY),
                Columns = (nuint)(endX - firstX),
                InputRow = (nuint)x.Width * (nuint)x.Channels,
                InputColumn = (nuint)x.Channels,
            };
            if (pool.Kind == PoolKind.Max)
                ChannelLoop<TLanes, TVector>.Run((nuint)y.Channels, new Maximum { Area = area });
            else
                ChannelLoop<TLanes, TVector>.Run((nuint)y.Channels, new Mean { Area = area, Factor = 1f / Counted(top, left, area) });
        }
    }

    /// <summary>The pixels that a mean divides by: those inside the input, or, with CountsPadding, inside input and padding.</summary>
    int Counted(int top, int left, WindowArea area) => pool.CountsPadding
        ? (Math.Min(top + window.Kernel.Height, x.Height + window.Padding.Bottom) - top)
            * (Math.Min(left + window.Kernel.Width, x.Width + window.Padding.Right) - left)
        : (int)(area.Rows * area.Columns);

    struct Maximum : IChannelLoop
    {
        public WindowArea Area;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct
        {
            var largest = TOfWidth.Broadcast(float.NegativeInfinity);
            var row = Area.Input + first;
            for (nuint y = 0; y < Area.Rows; y++, row += Area.InputRow)
            {
                for (nuint x = 0; x < Area.Columns; x++)
                    largest = TOfWidth.Maximum(largest, TOfWidth.Load(row + (x * Area.InputColumn)));
            }

            TOfWidth.Store(largest, Area.Output + first);
        }
    }
}
