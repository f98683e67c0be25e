using System.Runtime.CompilerServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>A convolution of each channel by itself: pixel by pixel, over the taps inside the input, vectors along the channels.</summary>
sealed unsafe class DepthwiseKernel(Step step, PackedChannels weights, KernelContext context) : Kernel
{
    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly Window window = Window.Of(step.Node);

    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var input = inputs[0];
        var residual = step.Residual is null ? null : inputs[1];
        var (first, end) = share.Range(y.Batch * y.Height);
        for (var row = first; row < end; row++)
            Row(row / y.Height, row % y.Height, input, residual, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Row(int image, int row, float* input, float* residual, float* output)
    {
        var top = (row * window.Stride.Height) - window.Padding.Top;
        var (firstY, endY) = Window.Inside(top, window.Kernel.Height, window.Dilation.Height, x.Height);
        for (var column = 0; column < y.Width; column++)
        {
            var left = (column * window.Stride.Width) - window.Padding.Left;
            var (firstX, endX) = Window.Inside(left, window.Kernel.Width, window.Dilation.Width, x.Width);
            var iy = top + (firstY * window.Dilation.Height);
            var ix = left + (firstX * window.Dilation.Width);
            var pixel = ((((long)image * y.Height) + row) * y.Width) + column;
            var loop = new Pixel
            {
                Input = input + ((((((long)image * x.Height) + iy) * x.Width) + ix) * x.Channels),
                Weights = weights.Factors.Pointer + ((((long)firstY * window.Kernel.Width) + firstX) * y.Channels),
                Bias = weights.Addends.Pointer,
                Residual = residual is null ? null : residual + (pixel * y.Channels),
                Output = output + (pixel * y.Channels),
                Rows = (nuint)(endY - firstY),
                Columns = (nuint)(endX - firstX),
                InputRow = (nuint)x.Width * (nuint)x.Channels * (nuint)window.Dilation.Height,
                InputColumn = (nuint)x.Channels * (nuint)window.Dilation.Width,
                WeightRow = (nuint)window.Kernel.Width * (nuint)y.Channels,
                WeightColumn = (nuint)y.Channels,
                Minimum = step.Minimum,
                Maximum = step.Maximum,
            };
            ChannelLoop.Run(context.Width, (nuint)y.Channels, loop);
        }
    }

    struct Pixel : IChannelLoop
    {
        public float* Input, Weights, Bias, Residual, Output;
        public nuint Rows, Columns, InputRow, InputColumn, WeightRow, WeightColumn;
        public float Minimum, Maximum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Do<TLanes, TVector>(nuint first)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            var sum = TLanes.Load(Bias + first);
            var inputRow = Input + first;
            var weightRow = Weights + first;
            for (nuint row = 0; row < Rows; row++, inputRow += InputRow, weightRow += WeightRow)
            {
                var input = inputRow;
                var weight = weightRow;
                for (nuint column = 0; column < Columns; column++, input += InputColumn, weight += WeightColumn)
                    sum = TLanes.MultiplyAdd(TLanes.Load(input), TLanes.Load(weight), sum);
            }

            if (Residual is not null)
                sum = TLanes.Add(sum, TLanes.Load(Residual + first));
            TLanes.Store(TLanes.Min(TLanes.Max(sum, TLanes.Broadcast(Minimum)), TLanes.Broadcast(Maximum)), Output + first);
        }
    }
}
