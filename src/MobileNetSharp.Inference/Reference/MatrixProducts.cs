using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>Convolution and fully connected layer.</summary>
static class MatrixProducts
{
    public static Values Conv2d(Conv2d op, Values x, Values y, float[] weight, float[]? bias)
    {
        var padding = op.Padding.Resolve(x.Shape.Size, op.Kernel, op.Stride, op.Dilation);
        var inputsPerGroup = x.Shape.Channels / op.Groups;
        var outputsPerGroup = op.Channels / op.Groups;
        return y.Fill((n, row, column, o) =>
        {
            double sum = bias?[o] ?? 0;
            var firstInput = o / outputsPerGroup * inputsPerGroup;
            for (var ky = 0; ky < op.Kernel.Height; ky++)
                for (var kx = 0; kx < op.Kernel.Width; kx++)
                {
                    var iy = (row * op.Stride.Height) - padding.Top + (ky * op.Dilation.Height);
                    var ix = (column * op.Stride.Width) - padding.Left + (kx * op.Dilation.Width);
                    if (iy < 0 || iy >= x.Shape.Height || ix < 0 || ix >= x.Shape.Width)
                        continue;
                    var pixel = x.Index(n, iy, ix, firstInput);
                    for (var i = 0; i < inputsPerGroup; i++)
                    {
                        var w = weight[(((((o * inputsPerGroup) + i) * op.Kernel.Height) + ky) * op.Kernel.Width) + kx];
                        sum += (double)w * x.Data[pixel + i];
                    }
                }

            return (float)sum;
        });
    }

    public static Values Linear(Values x, Values y, float[] weight, float[]? bias)
    {
        var inputs = x.Shape.Channels;
        return y.Fill((n, _, _, o) =>
        {
            double sum = bias?[o] ?? 0;
            for (var i = 0; i < inputs; i++)
                sum += (double)weight[(o * inputs) + i] * x[n, 0, 0, i];
            return (float)sum;
        });
    }
}
