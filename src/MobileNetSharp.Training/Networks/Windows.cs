using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace MobileNetSharp.Training.Networks;

/// <summary>Pooling and resizing of <c>(N,C,H,W)</c> with every convention of the graph, which torch's own functions lack.</summary>
static class Windows
{
    public static Tensor Pool(Pool op, Tensor x, Shape from, Shape to)
    {
        var padding = op.Padding.Resolve(from.Size, op.Kernel, op.Stride, 1);
        // What the last window lacks (ceil mode), or what no window reads (negative).
        var below = ((to.Height - 1) * op.Stride.Height) + op.Kernel.Height - from.Height - padding.Top - padding.Bottom;
        var right = ((to.Width - 1) * op.Stride.Width) + op.Kernel.Width - from.Width - padding.Left - padding.Right;
        long[] kernel = [op.Kernel.Height, op.Kernel.Width], stride = [op.Stride.Height, op.Stride.Width];
        if (op.Kind == PoolKind.Max)
            return nn.functional.max_pool2d(Around(x, double.NegativeInfinity, double.NegativeInfinity), kernel, stride);

        var counted = ones([1, 1, from.Height, from.Width], x.dtype, x.device);
        return Sums(Around(x, 0, 0)) / Sums(Around(counted, op.CountsPadding ? 1 : 0, 0));

        Tensor Sums(Tensor values) => nn.functional.avg_pool2d(values, kernel, stride, divisor_override: 1);

        Tensor Around(Tensor values, double padded, double beyond) => Pad(
            Pad(values, padding.Top, padding.Left, padding.Bottom, padding.Right, padded), 0, 0, below, right, beyond);
    }

    public static Tensor Resize(Resize op, Tensor x, Shape from, Shape to) =>
        Along(op, Along(op, x, 2, from.Height, to.Height), 3, from.Width, to.Width);

    /// <summary>One axis: the pixels before and after each place, in their shares.</summary>
    static Tensor Along(Resize op, Tensor x, int axis, int from, int to)
    {
        if (op.Mode == ResizeMode.Nearest)
            return Select(i => Sampling.Nearest(op.Coordinates, i, from, to));
        var shares = Enumerable.Range(0, to).Select(i => (float)Sampling.Linear(op.Coordinates, i, from, to).Fraction).ToArray();
        var shape = axis == 2 ? new long[] { 1, 1, to, 1 } : [1, 1, 1, to];
        var lower = Select(i => Sampling.Linear(op.Coordinates, i, from, to).Lower);
        var upper = Select(i => Sampling.Linear(op.Coordinates, i, from, to).Upper);
        return lower.lerp(upper, tensor(shares, x.dtype, x.device).reshape(shape));

        Tensor Select(Func<int, int> source) =>
            x.index_select(axis, tensor([.. Enumerable.Range(0, to).Select(i => (long)source(i))], device: x.device));
    }

    static Tensor Pad(Tensor x, int top, int left, int bottom, int right, double value) =>
        top == 0 && left == 0 && bottom == 0 && right == 0
            ? x
            : nn.functional.pad(x, [left, right, top, bottom], PaddingModes.Constant, value);
}
