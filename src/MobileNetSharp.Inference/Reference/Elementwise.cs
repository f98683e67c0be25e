using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>The ops that keep every position.</summary>
static class Elementwise
{
    public static Values BatchNorm(
        BatchNorm op, Values x, Values y, float[] gamma, float[] beta, float[] mean, float[] variance) =>
        y.Fill((n, row, column, c) => (float)(
            (gamma[c] * ((double)x[n, row, column, c] - mean[c]) / Math.Sqrt(variance[c] + op.Epsilon)) + beta[c]));

    public static Values Activation(Activation op, Values x, Values y) =>
        y.Fill((n, row, column, c) => Apply(op, x[n, row, column, c]));

    public static Values Add(Values a, Values b, Values y) =>
        y.Fill((n, row, column, c) => a[n, row, column, c] + b[n, row, column, c]);

    public static Values Softmax(Values x, Values y)
    {
        for (var n = 0; n < x.Shape.Batch; n++)
            for (var row = 0; row < x.Shape.Height; row++)
                for (var column = 0; column < x.Shape.Width; column++)
                {
                    var largest = float.NegativeInfinity;
                    for (var c = 0; c < x.Shape.Channels; c++)
                        largest = Math.Max(largest, x[n, row, column, c]);
                    var sum = 0.0;
                    for (var c = 0; c < x.Shape.Channels; c++)
                        sum += Math.Exp((double)x[n, row, column, c] - largest);
                    for (var c = 0; c < x.Shape.Channels; c++)
                        y[n, row, column, c] = (float)(Math.Exp((double)x[n, row, column, c] - largest) / sum);
                }

        return y;
    }

    public static Values L2Normalization(Values x, Values y)
    {
        for (var n = 0; n < x.Shape.Batch; n++)
            for (var row = 0; row < x.Shape.Height; row++)
                for (var column = 0; column < x.Shape.Width; column++)
                {
                    var sum = 0.0;
                    for (var c = 0; c < x.Shape.Channels; c++)
                        sum += (double)x[n, row, column, c] * x[n, row, column, c];
                    for (var c = 0; c < x.Shape.Channels && sum != 0; c++)
                        y[n, row, column, c] = (float)(x[n, row, column, c] / Math.Sqrt(sum));
                }

        return y;
    }

    public static Values ArgMax(Values x, Values y) => y.Fill((n, row, column, _) =>
    {
        var largest = 0;
        for (var c = 1; c < x.Shape.Channels; c++)
        {
            if (x[n, row, column, c] > x[n, row, column, largest])
                largest = c;
        }

        return largest;
    });

    static float Apply(Activation op, float x) => op.Kind switch
    {
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Relu6 => Math.Min(Math.Max(x, 0), 6),
        ActivationKind.LeakyRelu => x > 0 ? x : op.Minimum * x,
        ActivationKind.Sigmoid => (float)(1 / (1 + Math.Exp(-(double)x))),
        ActivationKind.Clamp => Math.Min(Math.Max(x, op.Minimum), op.Maximum),
        ActivationKind.HardSwish => (float)(x * Math.Min(Math.Max((double)x + 3, 0), 6) / 6),
        _ => throw new InvalidOperationException($"The reference does not know {op.Kind}."),
    };
}
