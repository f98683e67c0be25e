using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Paper.Tables;

/// <summary>
/// Costs as TensorFlow 1's profiler reports them for the graph that TensorFlow runs, which is not quite the network: figures
/// that were published of DeepLab's models (Table 7) are such counts.
/// </summary>
public static class TensorFlowCosts
{
    /// <summary>
    /// Multiply-adds for one image with dilated convolutions as TensorFlow runs them: the image, padded to whole multiples of
    /// the dilation, is split into as many images as the kernel skips pixels, and each is convolved (space_to_batch_nd).
    /// </summary>
    public static long SpaceToBatchMadds(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Sum(SpaceToBatchMadds);
    }

    /// <summary>The same of one node.</summary>
    public static long SpaceToBatchMadds(this Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Op is not Conv2d conv || conv.Dilation == 1)
            return node.Madds();
        var (x, pads) = (node.Inputs[0].Shape, Pads(node, conv));
        var rows = Rows(x.Height + pads.Top + pads.Bottom, conv.Kernel.Height, conv.Dilation.Height);
        var columns = Rows(x.Width + pads.Left + pads.Right, conv.Kernel.Width, conv.Dilation.Width);
        return node.Madds() / node.Shape.Size.Area * rows * columns;
    }

    /// <summary>
    /// Half of the float operations for one image that the profiler knows (tensorflow/python/profiler/internal/flops_registry.py):
    /// beside <see cref="SpaceToBatchMadds(Graph)"/> those of sums, biases and pooling; none of batch normalization, activation
    /// and resizing.
    /// </summary>
    public static double ProfiledMadds(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.SpaceToBatchMadds() + (graph.Nodes.Sum(OtherOperations) / 2.0);
    }

    /// <summary>
    /// Half of the float operations of deeplab's evaluation of an image: those of every pass over it, with one, or two, for
    /// each value of the input, whose range is set there too, and the comparisons that find each pixel's class.
    /// </summary>
    /// <param name="graph">The segmenter at the image's size.</param>
    /// <param name="passes">The segmenter at the size of each pass; the graph itself for an evaluation at one size.</param>
    /// <param name="inputOperations">2 for the MobileNets, which take [-1, 1]; 1 for ResNet, which takes differences from a mean.</param>
    /// <param name="countsAverage">
    /// Whether the softmax of each pass and the mean of all count too. The published figures tell: they are not in those of
    /// MobileNetV2 and are in that of ResNet-101.
    /// </param>
    public static double ProfiledEvaluation(
        this Graph graph, IReadOnlyCollection<Graph> passes, int inputOperations = 2, bool countsAverage = false)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(passes);
        var scores = graph.Outputs[0].Node.Shape;
        var average = countsAverage ? passes.Count * (5 + 1) * scores.CountPerImage : 0;
        return passes.Sum(pass => pass.ProfiledMadds() + (inputOperations * pass.Inputs[0].Shape.CountPerImage / 2.0))
            + ((average + scores.CountPerImage - scores.Size.Area) / 2.0);
    }

    static long OtherOperations(Node node) => node.Op switch
    {
        Conv2d { HasBias: true } or Linear { HasBias: true } or Add => node.Shape.CountPerImage,
        Pool pool => node.Shape.CountPerImage * pool.Kernel.Area,
        GlobalAveragePool => node.Inputs[0].Shape.CountPerImage,
        Softmax => 5 * node.Shape.CountPerImage,
        _ => 0,
    };

    static Padding Pads(Node node, Conv2d conv) =>
        conv.Padding.Resolve(node.Inputs[0].Shape.Size, conv.Kernel, conv.Stride, conv.Dilation);

    /// <summary>Rows of output of all the images together that a padded image of so many rows is split into.</summary>
    static long Rows(int padded, int kernel, int dilation) => (long)dilation * (((padded + dilation - 1) / dilation) - kernel + 1);
}
