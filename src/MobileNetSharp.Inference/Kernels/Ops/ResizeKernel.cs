using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Another height and width, nearest or bilinear.</summary>
sealed unsafe class ResizeKernel<TLanes, TVector>(Step step, Resize resize) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;

    // As large as the output may be, which is not known to be within the limits before the first run.
    readonly Lazy<(Tap[] Rows, Tap[] Columns)> taps = new(() => (
        Taps(resize, step.Node.Inputs[0].Shape.Height, step.Node.Shape.Height),
        Taps(resize, step.Node.Inputs[0].Shape.Width, step.Node.Shape.Width)));

    public override void Run(Operands operands, Worker worker)
    {
        var (rows, columns) = taps.Value;
        var (first, end) = worker.Range(y.Batch * y.Height);
        for (var row = first; row < end && !worker.IsCanceled; row++)
        {
            var image = operands.Input<float>() + (row / y.Height * x.CountPerImage);
            Row(image, rows[row % y.Height], columns, operands.Output<float>() + ((long)row * y.Width * y.Channels));
        }
    }

    void Row(float* image, Tap row, Tap[] columns, float* output)
    {
        var upper = image + ((long)row.Lower * x.Width * x.Channels);
        var lower = image + ((long)row.Upper * x.Width * x.Channels);
        foreach (var column in columns)
        {
            var (left, right) = ((long)column.Lower * x.Channels, (long)column.Upper * x.Channels);
            if (resize.Mode == ResizeMode.Nearest)
            {
                new ReadOnlySpan<float>(upper + left, x.Channels).CopyTo(new Span<float>(output, x.Channels));
            }
            else
            {
                ChannelLoop<TLanes, TVector>.Run((nuint)x.Channels, new Blend
                {
                    TopLeft = upper + left,
                    TopRight = upper + right,
                    BottomLeft = lower + left,
                    BottomRight = lower + right,
                    Down = row.Fraction,
                    Right = column.Fraction,
                    Output = output,
                });
            }

            output += x.Channels;
        }
    }

    static Tap[] Taps(Resize resize, int inputSize, int outputSize)
    {
        var taps = new Tap[outputSize];
        for (var i = 0; i < outputSize; i++)
        {
            if (resize.Mode == ResizeMode.Nearest)
            {
                taps[i] = new Tap(Sampling.Nearest(resize.Coordinates, i, inputSize, outputSize), 0, 0);
            }
            else
            {
                var (lower, upper, fraction) = Sampling.Linear(resize.Coordinates, i, inputSize, outputSize);
                taps[i] = new Tap(lower, upper, (float)fraction);
            }
        }

        return taps;
    }

    /// <summary>The two input pixels along one axis that an output pixel lies between, and the second one's weight.</summary>
    readonly record struct Tap(int Lower, int Upper, float Fraction);

    struct Blend : IChannelLoop
    {
        public float* TopLeft, TopRight, BottomLeft, BottomRight, Output;
        public float Down, Right;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct
        {
            var (right, left) = (TOfWidth.Broadcast(Right), TOfWidth.Broadcast(1 - Right));
            var (down, up) = (TOfWidth.Broadcast(Down), TOfWidth.Broadcast(1 - Down));
            var zero = TOfWidth.Broadcast(0);
            var top = TOfWidth.MultiplyAdd(TOfWidth.Load(TopLeft + first), left, TOfWidth.MultiplyAdd(TOfWidth.Load(TopRight + first), right, zero));
            var bottom = TOfWidth.MultiplyAdd(TOfWidth.Load(BottomLeft + first), left, TOfWidth.MultiplyAdd(TOfWidth.Load(BottomRight + first), right, zero));
            TOfWidth.Store(TOfWidth.MultiplyAdd(top, up, TOfWidth.MultiplyAdd(bottom, down, zero)), Output + first);
        }
    }
}
