using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>MEAN, SUM and REDUCE_MAX over rows and columns, and ARG_MAX over the channels.</summary>
static class ReductionOperators
{
    public static TfLiteValue Mean(TfLiteImportContext context, TfLiteOperation op)
    {
        var (x, axes, window) = Window(context, op);
        return Reduced(op, x, axes, MeanOf(context, op, x.Node, window));
    }

    /// <summary>The mean times the count.</summary>
    public static TfLiteValue Sum(TfLiteImportContext context, TfLiteOperation op)
    {
        var (x, axes, window) = Window(context, op);
        return Reduced(op, x, axes, context.Arithmetic.Scaled(op, MeanOf(context, op, x.Node, window), window.Area));
    }

    public static TfLiteValue Maximum(TfLiteImportContext context, TfLiteOperation op)
    {
        var (x, axes, window) = Window(context, op);
        return Reduced(op, x, axes, context.Declare(op, new Pool(PoolKind.Max, window, window, Padding.None), x.Node));
    }

    public static TfLiteValue ArgMax(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        if (context.Constant(op, 1).Integers() is not [var given])
            throw op.Fault("it should have one axis");
        var axis = TfLiteShapes.Axis(op, given, x.Axes.Length);
        if (x.Axes[axis] != Axis.Channels)
            throw op.Fault($"it should look for the largest channel, looks along axis {axis} of [{string.Join(", ", x.Shape)}]");
        return new(context.Builder.Node(context.Names.Node(op.Output.Name), new ArgMax(), x.Node), x.Axes.RemoveAt(axis));
    }

    static Node MeanOf(TfLiteImportContext context, TfLiteOperation op, Node x, Size window) => context.Declare(
        op, window == x.Shape.Size ? new GlobalAveragePool() : new Pool(PoolKind.Average, window, window, Padding.None), x);

    /// <summary>The input, the positions of the axes that vanish, and how many rows and columns they are.</summary>
    static (TfLiteValue X, ImmutableArray<int> Axes, Size Window) Window(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        ImmutableArray<int> axes = [.. context.Constant(op, 1).Integers().Select(axis => TfLiteShapes.Axis(op, axis, x.Axes.Length)).Distinct().Order()];
        var window = new Size(1, 1);
        foreach (var axis in axes)
        {
            window = x.Axes[axis] switch
            {
                Axis.Height => window with { Height = x.Node.Shape.Height },
                Axis.Width => window with { Width = x.Node.Shape.Width },
                null => window,
                _ => throw op.Fault($"it should reduce height and width, reduces axis {axis} of [{string.Join(", ", x.Shape)}]"),
            };
        }

        return (x, axes, window);
    }

    static TfLiteValue Reduced(TfLiteOperation op, TfLiteValue x, ImmutableArray<int> axes, Node node)
    {
        var keepsAxes = op.Options(TfLiteOptions.Reducer).Scalar<bool>(Schema.ReducerOptions.KeepDims);
        return new(node, keepsAxes ? x.Axes : [.. x.Axes.Where((_, index) => !axes.Contains(index))]);
    }
}
