using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Export;

/// <summary>Pooling and padding. TFLite has SAME and VALID; every other amount becomes a separate operator.</summary>
static class WindowOperators
{
    public static void WritePool(TfLiteExportContext context, Node node, Pool pool, Node x)
    {
        var isMax = pool.Kind == PoolKind.Max;
        var window = new SlidingWindow(pool.Kernel, pool.Stride, 1, pool.Padding);
        if (!isMax && !IsMeanOfTfLite(pool, window, x, node))
            throw new NotSupportedException($"Node '{node.Name}': TFLite has no {pool}, whose means leave out a part of the window.");
        var (input, padding) = Padded(context, node, x, window, isMax ? float.NegativeInfinity : 0, canBeSame: !pool.CountsPadding);
        context.Add(node, isMax ? TfLiteOperator.MAX_POOL_2D : TfLiteOperator.AVERAGE_POOL_2D, false, [input], TfLiteOptions.Pool2D, new()
        {
            [Schema.Pool2DOptions.Padding] = (byte)padding,
            [Schema.Pool2DOptions.StrideH] = pool.Stride.Height,
            [Schema.Pool2DOptions.StrideW] = pool.Stride.Width,
            [Schema.Pool2DOptions.FilterHeight] = pool.Kernel.Height,
            [Schema.Pool2DOptions.FilterWidth] = pool.Kernel.Width,
        });
    }

    /// <summary>TFLite leaves out what SAME adds and counts all else: what a PAD before it adds, but nothing beyond that.</summary>
    static bool IsMeanOfTfLite(Pool pool, SlidingWindow window, Node x, Node node)
    {
        var amounts = window.AmountsFor(x.Shape.Size);
        return window.IsValid(x.Shape.Size, node.Shape.Size)
            || (pool.CountsPadding ? window.Excess(x.Shape.Size, node.Shape.Size, amounts) == default : window.IsSame(x.Shape.Size, node.Shape.Size));
    }

    /// <summary>The tensor that the window slides over, and how TFLite itself pads it.</summary>
    public static (int Input, TfLitePadding Padding) Padded(TfLiteExportContext context, Node node, Node x, SlidingWindow window, float filling = 0, bool canBeSame = true)
    {
        var (from, to) = (x.Shape.Size, node.Shape.Size);
        var isSame = canBeSame && window.IsSame(from, to);
        if (window.IsValid(from, to) && !(isSame && window.Padding.IsSame))
            return (context.Map(x), TfLitePadding.Valid);
        if (isSame)
            return (context.Map(x), TfLitePadding.Same);
        var amounts = window.AmountsFor(from);
        var excess = window.Excess(from, to, amounts);
        amounts = new Padding(amounts.Top, amounts.Left, amounts.Bottom + excess.Height, amounts.Right + excess.Width);
        return (Pad(context, node, context.Map(x), amounts, x.Shape, filling), TfLitePadding.Valid);
    }

    /// <summary>Zero padding; what is negative is cut off after it.</summary>
    public static void WritePad(TfLiteExportContext context, Node node, Padding padding, Node x)
    {
        var added = new Padding(Math.Max(0, padding.Top), Math.Max(0, padding.Left), Math.Max(0, padding.Bottom), Math.Max(0, padding.Right));
        if (added == padding)
        {
            context.Add(node, TfLiteOperator.PAD, false, [context.Map(x), Amounts(context, node, padding)], TfLiteOptions.Pad, []);
            return;
        }

        var input = added == Padding.None ? context.Map(x) : Pad(context, node, context.Map(x), added, x.Shape, 0);
        var begin = context.Integers(node, "begin", [0, Math.Max(0, -padding.Top), Math.Max(0, -padding.Left), 0]);
        var size = context.Integers(node, "size", [-1, node.Shape.Height, node.Shape.Width, -1]);
        context.Add(node, TfLiteOperator.SLICE, false, [input, begin, size], TfLiteOptions.Slice, []);
    }

    static int Pad(TfLiteExportContext context, Node node, int x, Padding amounts, Shape shape, float filling)
    {
        var (batch, height, width, channels) = shape;
        int[] paddedShape = [batch, height + amounts.Top + amounts.Bottom, width + amounts.Left + amounts.Right, channels];
        var padded = context.AddTensor(TfLiteExportContext.FileName($"{node.Name}.pad"), paddedShape, TfLiteType.FLOAT32, buffer: 0);
        if (filling == 0)
            context.AddOperator(TfLiteOperator.PAD, [x, Amounts(context, node, amounts)], padded, TfLiteOptions.Pad, []);
        else
            context.AddOperator(TfLiteOperator.PADV2, [x, Amounts(context, node, amounts), context.Scalar(node, "filling", filling)], padded, TfLiteOptions.PadV2, []);
        return padded;
    }

    static int Amounts(TfLiteExportContext context, Node node, Padding padding) => context.Integers(
        TfLiteExportContext.FileName($"{node.Name}.amounts"), [4, 2], [0, 0, padding.Top, padding.Bottom, padding.Left, padding.Right, 0, 0]);
}

/// <summary>A sliding window; sizes are (height, width).</summary>
readonly record struct SlidingWindow(Size Kernel, Size Stride, Size Dilation, Padding Padding)
{
    public Padding AmountsFor(Size from) => Padding.Resolve(from, Kernel, Stride, Dilation);

    /// <summary>Whether every window lies inside of the input, and the first at its corner.</summary>
    public bool IsValid(Size from, Size to) =>
        AmountsFor(from) is { Top: 0, Left: 0 } && Excess(from, to, Padding.None) == default;

    /// <summary>Whether SAME puts every window where this padding does.</summary>
    public bool IsSame(Size from, Size to)
    {
        var (amounts, same) = (AmountsFor(from), Padding.Same.Resolve(from, Kernel, Stride, Dilation));
        return (amounts.Top, amounts.Left) == (same.Top, same.Left)
            && to.Height == (from.Height + Stride.Height - 1) / Stride.Height && to.Width == (from.Width + Stride.Width - 1) / Stride.Width;
    }

    /// <summary>How far the last window reaches beyond the padded input, as in ceil mode.</summary>
    public Size Excess(Size from, Size to, Padding amounts) => new(
        Math.Max(0, ((to.Height - 1) * Stride.Height) + ((Kernel.Height - 1) * Dilation.Height) + 1 - amounts.Top - from.Height - amounts.Bottom),
        Math.Max(0, ((to.Width - 1) * Stride.Width) + ((Kernel.Width - 1) * Dilation.Width) + 1 - amounts.Left - from.Width - amounts.Right));
}
