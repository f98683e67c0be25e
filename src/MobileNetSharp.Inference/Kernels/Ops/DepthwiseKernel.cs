using System.Runtime.CompilerServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>A convolution of each channel by itself: pixel by pixel, over the taps inside the input, vectors along the channels.</summary>
sealed unsafe class DepthwiseKernel<TLanes, TVector, TEpilogue>(Step step, PackedChannels weights, TEpilogue epilogue) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
    where TEpilogue : struct, IEpilogue
{
    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly Window window = Window.From(step.Node);

    public override void Run(Operands operands, Worker worker)
    {
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var residual = step.Residual is null ? null : operands.Input<float>(1);
        var (first, end) = worker.Range(y.Batch * y.Height);
        for (var row = first; row < end; row++)
            Row(row / y.Height, row % y.Height, input, residual, output, worker);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Row(int image, int row, float* input, float* residual, float* output, Worker worker)
    {
        var top = (row * window.Stride.Height) - window.Padding.Top;
        var (firstY, endY) = Window.Inside(top, window.Kernel.Height, window.Dilation.Height, x.Height);
        for (var column = 0; column < y.Width && !worker.IsCanceled; column++)
        {
            var left = (column * window.Stride.Width) - window.Padding.Left;
            var (firstX, endX) = Window.Inside(left, window.Kernel.Width, window.Dilation.Width, x.Width);
            var iy = top + (firstY * window.Dilation.Height);
            var ix = left + (firstX * window.Dilation.Width);
            var pixel = ((((long)image * y.Height) + row) * y.Width) + column;
            var loop = new Pixel
            {
                Input = input + ((((((long)image * x.Height) + iy) * x.Width) + ix) * x.Channels),
                Weights = weights.Factors + ((((long)firstY * window.Kernel.Width) + firstX) * y.Channels),
                Bias = weights.Addends,
                Residual = residual is null ? null : residual + (pixel * y.Channels),
                Output = output + (pixel * y.Channels),
                Rows = (nuint)(endY - firstY),
                Columns = (nuint)(endX - firstX),
                InputRow = (nuint)x.Width * (nuint)x.Channels * (nuint)window.Dilation.Height,
                InputColumn = (nuint)x.Channels * (nuint)window.Dilation.Width,
                WeightRow = (nuint)window.Kernel.Width * (nuint)y.Channels,
                WeightColumn = (nuint)y.Channels,
                Epilogue = epilogue,
            };
            ChannelLoop<TLanes, TVector>.Run((nuint)y.Channels, loop);
        }
    }

    struct Pixel : IChannelLoop
    {
        public float* Input, Weights, Bias, Residual, Output;
        public nuint Rows, Columns, InputRow, InputColumn, WeightRow, WeightColumn;
        public TEpilogue Epilogue;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct
        {
            var sum = TOfWidth.Load(Bias + first);
            var inputRow = Input + first;
            var weightRow = Weights + first;
            for (nuint row = 0; row < Rows; row++, inputRow += InputRow, weightRow += WeightRow)
            {
                var input = inputRow;
                var weight = weightRow;
                for (nuint column = 0; column < Columns; column++, input += InputColumn, weight += WeightColumn)
                    sum = TOfWidth.MultiplyAdd(TOfWidth.Load(input), TOfWidth.Load(weight), sum);
            }

            if (Residual is not null)
                sum = TOfWidth.Add(sum, TOfWidth.Load(Residual + first));
            TOfWidth.Store(Epilogue.Apply<TOfWidth, TOfWidthVector>(sum), Output + first);
        }
    }
}
