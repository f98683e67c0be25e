using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>Another height and width.</summary>
static class Resizing
{
    public static Values Bilinear(CoordinateMode mode, Values x, Values y) => y.Fill((n, row, column, c) =>
    {
        var (top, bottom, fy) = Sampling.Linear(mode, row, x.Shape.Height, y.Shape.Height);
        var (left, right, fx) = Sampling.Linear(mode, column, x.Shape.Width, y.Shape.Width);
        var above = ((1 - fx) * x[n, top, left, c]) + (fx * x[n, top, right, c]);
        var below = ((1 - fx) * x[n, bottom, left, c]) + (fx * x[n, bottom, right, c]);
        return (float)(((1 - fy) * above) + (fy * below));
    });

    public static Values Nearest(CoordinateMode mode, Values x, Values y) => y.Fill((n, row, column, c) => x[
        n,
        Sampling.Nearest(mode, row, x.Shape.Height, y.Shape.Height),
        Sampling.Nearest(mode, column, x.Shape.Width, y.Shape.Width),
        c]);
}
