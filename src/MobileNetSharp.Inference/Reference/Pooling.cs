using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>Maxima and means over windows.</summary>
static class Pooling
{
    public static Values Max(Pool op, Values x, Values y)
    {
        var padding = op.Padding.Resolve(x.Shape.Size, op.Kernel, op.Stride, 1);
        return y.Fill((n, row, column, c) =>
        {
            var largest = float.NegativeInfinity;
            for (var ky = 0; ky < op.Kernel.Height; ky++)
                for (var kx = 0; kx < op.Kernel.Width; kx++)
                {
                    var iy = (row * op.Stride.Height) - padding.Top + ky;
                    var ix = (column * op.Stride.Width) - padding.Left + kx;
                    if (iy >= 0 && iy < x.Shape.Height && ix >= 0 && ix < x.Shape.Width)
                        largest = Math.Max(largest, x[n, iy, ix, c]);
                }

            return largest;
        });
    }

    public static Values Average(Pool op, Values x, Values y)
    {
        var padding = op.Padding.Resolve(x.Shape.Size, op.Kernel, op.Stride, 1);
        return y.Fill((n, row, column, c) =>
        {
            var sum = 0.0;
            var (inside, inPadding) = (0, 0);
            for (var ky = 0; ky < op.Kernel.Height; ky++)
                for (var kx = 0; kx < op.Kernel.Width; kx++)
                {
                    var iy = (row * op.Stride.Height) - padding.Top + ky;
                    var ix = (column * op.Stride.Width) - padding.Left + kx;
                    if (iy >= 0 && iy < x.Shape.Height && ix >= 0 && ix < x.Shape.Width)
                    {
                        sum += x[n, iy, ix, c];
                        inside++;
                    }
                    else if (iy < x.Shape.Height + padding.Bottom && ix < x.Shape.Width + padding.Right)
                    {
                        // Ceil mode's last window may reach beyond the padding; nothing there counts (PyTorch's avg_pool2d).
                        inPadding++;
                    }
                }

            return (float)(sum / (op.CountsPadding ? inside + inPadding : inside));
        });
    }

    public static Values GlobalAverage(Values x, Values y) => y.Fill((n, _, _, c) =>
    {
        var sum = 0.0;
        for (var row = 0; row < x.Shape.Height; row++)
            for (var column = 0; column < x.Shape.Width; column++)
                sum += x[n, row, column, c];
        return (float)(sum / x.Shape.Size.Area);
    });
}
