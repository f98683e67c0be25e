using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>A sliding window with the padding in pixels.</summary>
readonly record struct Window(Size Kernel, Size Stride, Size Dilation, Padding Padding)
{
    public static Window From(Node node) => node.Op switch
    {
        Conv2d conv => From(node, conv.Kernel, conv.Stride, conv.Dilation, conv.Padding),
        Pool pool => From(node, pool.Kernel, pool.Stride, 1, pool.Padding),
        _ => new Window(1, 1, 1, Padding.None),
    };

    /// <summary>The taps [First, End) along one axis that lie inside an input of the size given, for the window that starts at <paramref name="start"/>.</summary>
    public static (int First, int End) Inside(int start, int kernel, int dilation, int size)
    {
        var first = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        var end = Math.Min(kernel, start >= size ? 0 : ((size - 1 - start) / dilation) + 1);
        return (Math.Min(first, end), end);
    }

    static Window From(Node node, Size kernel, Size stride, Size dilation, Padding padding) =>
        new(kernel, stride, dilation, padding.Resolve(node.Inputs[0].Shape.Size, kernel, stride, dilation));
}
