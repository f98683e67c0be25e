using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite;

/// <content>Sliding windows and padding. TFLite has SAME and VALID; every other amount becomes an operator of its own.</content>
sealed partial class TfLiteExport
{
    void Write(Node node, Pool pool, Node x)
    {
        var isMax = pool.Kind == PoolKind.Max;
        var window = new Window(pool.Kernel, pool.Stride, 1, pool.Padding);
        if (!isMax && !IsMeanOfTfLite(pool, window, x, node))
            throw new ModelFormatException($"Node '{node.Name}': TFLite has no {pool}, whose means leave out a part of the window.");
        var (input, padding) = Padded(node, x, window, isMax ? float.NegativeInfinity : 0, canBeSame: !pool.CountsPadding);
        Yield(node, isMax ? TfLiteOperator.MAX_POOL_2D : TfLiteOperator.AVERAGE_POOL_2D, false, [input], TfLiteOptions.Pool2D, new()
        {
            [Schema.Pool2DOptions.Padding] = (byte)padding,
            [Schema.Pool2DOptions.StrideH] = pool.Stride.Height,
            [Schema.Pool2DOptions.StrideW] = pool.Stride.Width,
            [Schema.Pool2DOptions.FilterHeight] = pool.Kernel.Height,
            [Schema.Pool2DOptions.FilterWidth] = pool.Kernel.Width,
        });
    }

    /// <summary>TFLite leaves out what SAME adds and counts all else: what a PAD before it adds, but nothing beyond that.</summary>
    static bool IsMeanOfTfLite(Pool pool, Window window, Node x, Node node)
    {
        var amounts = window.AmountsFor(x.Shape.Size);
        return window.IsValid(x.Shape.Size, node.Shape.Size)
            || (pool.CountsPadding ? window.Excess(x.Shape.Size, node.Shape.Size, amounts) == default : window.IsSame(x.Shape.Size, node.Shape.Size));
    }

    /// <summary>The tensor that the window slides over, and how TFLite itself pads it.</summary>
    (int Input, TfLitePadding Padding) Padded(Node node, Node x, Window window, float filling = 0, bool canBeSame = true)
    {
        var (from, to) = (x.Shape.Size, node.Shape.Size);
        var isSame = canBeSame && window.IsSame(from, to);
        if (window.IsValid(from, to) && !(isSame && window.Padding.IsSame))
            return (Map(x), TfLitePadding.Valid);
        if (isSame)
            return (Map(x), TfLitePadding.Same);
        var amounts = window.AmountsFor(from);
        var excess = window.Excess(from, to, amounts);
        amounts = new Padding(amounts.Top, amounts.Left, amounts.Bottom + excess.Height, amounts.Right + excess.Width);
        return (Pad(node, Map(x), amounts, x.Shape, filling), TfLitePadding.Valid);
    }

    /// <summary>Zero padding; what is negative is cut off after it.</summary>
    void Write(Node node, Padding padding, Node x)
    {
        var added = new Padding(Math.Max(0, padding.Top), Math.Max(0, padding.Left), Math.Max(0, padding.Bottom), Math.Max(0, padding.Right));
        if (added == padding)
        {
            Yield(node, TfLiteOperator.PAD, false, [Map(x), Amounts(node, padding)], TfLiteOptions.Pad, []);
            return;
        }

        var input = added == Padding.None ? Map(x) : Pad(node, Map(x), added, x.Shape, 0);
        var begin = Integers(node, "begin", [0, Math.Max(0, -padding.Top), Math.Max(0, -padding.Left), 0]);
        var size = Integers(node, "size", [-1, node.Shape.Height, node.Shape.Width, -1]);
        Yield(node, TfLiteOperator.SLICE, false, [input, begin, size], TfLiteOptions.Slice, []);
    }

    int Pad(Node node, int x, Padding amounts, Shape shape, float filling)
    {
        var (batch, height, width, channels) = shape;
        int[] paddedShape = [batch, height + amounts.Top + amounts.Bottom, width + amounts.Left + amounts.Right, channels];
        var padded = AddTensor(FileName($"{node.Name}.pad"), paddedShape, TfLiteType.FLOAT32, buffer: 0);
        if (filling == 0)
            Operator(TfLiteOperator.PAD, [x, Amounts(node, amounts)], padded, TfLiteOptions.Pad, []);
        else
            Operator(TfLiteOperator.PADV2, [x, Amounts(node, amounts), Scalar(node, "filling", filling)], padded, TfLiteOptions.PadV2, []);
        return padded;
    }

    int Amounts(Node node, Padding padding) => Integers(
        FileName($"{node.Name}.amounts"), [4, 2], [0, 0, padding.Top, padding.Bottom, padding.Left, padding.Right, 0, 0]);

    /// <summary>A sliding window; sizes are (height, width).</summary>
    readonly record struct Window(Size Kernel, Size Stride, Size Dilation, Padding Padding)
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
}
