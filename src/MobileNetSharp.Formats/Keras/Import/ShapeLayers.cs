using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>The layers that move or gather values.</summary>
static class ShapeLayers
{
    public static KerasValue Concatenate(KerasImportContext context, KerasLayer layer, ImmutableArray<KerasValue> inputs)
    {
        var axis = inputs[0].Axis(layer.Integer("axis", -1)) ?? throw layer.Fault("it joins along the batch, or along an axis that is not there");
        return inputs[0] with { Node = context.Declare(layer, new Concat(axis), [.. inputs.Select(input => input.Node)]) };
    }

    public static KerasValue Cropping(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var sides = layer.Sides("cropping");
        return x with { Node = context.Declare(layer, new Pad(new(-sides.Top, -sides.Left, -sides.Bottom, -sides.Right)), [x.Node]) };
    }

    /// <summary>A mean over all of height and width is our global pooling, whatever its name.</summary>
    public static KerasValue Pool(KerasImportContext context, KerasLayer layer, KerasValue x, PoolKind kind)
    {
        var kernel = layer.Size("pool_size", 2);
        var padding = layer.Text("padding", "valid") switch
        {
            "same" => Padding.Same,
            "valid" => Padding.None,
            var other => throw layer.Fault($"its padding is '{other}'; 'same' and 'valid' can be read"),
        };
        var isGlobal = kind == PoolKind.Average && padding == Padding.None && kernel == x.Node.Shape.Size;
        return x with { Node = context.Declare(layer, isGlobal ? new GlobalAveragePool() : new Pool(kind, kernel, layer.Size("strides", kernel), padding), [x.Node]) };
    }

    public static KerasValue Global(KerasImportContext context, KerasLayer layer, KerasValue x, Op op) =>
        new(context.Declare(layer, op, [x.Node]), layer.Flag("keepdims", false) ? 4 : 2);

    public static KerasValue Flatten(KerasImportContext context, KerasLayer layer, KerasValue x) =>
        new(x.Node.Shape.Size == 1 ? x.Node : context.Declare(layer, new Reshape(1, 1, -1), [x.Node]), 2);

    public static KerasValue Reshape(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var target = layer["target_shape"] is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        var axes = target.Select(axis => axis.ValueKind == JsonValueKind.Number && axis.TryGetInt32(out var length) ? length : throw layer.Fault("its target_shape should be whole numbers")).ToArray();
        var op = axes switch
        {
            [var c] => new Reshape(1, 1, c),
            [var h, var c] => new Reshape(h, 1, c),
            [var h, var w, var c] => new Reshape(h, w, c),
            _ => throw layer.Fault($"its target_shape has {axes.Length} axes; 1 to 3 can be read"),
        };
        var (_, height, width, channels) = x.Node.Shape;
        var isSame = (op.Height, op.Width, op.Channels) == (height, width, channels);
        return new(isSame ? x.Node : context.Declare(layer, op, [x.Node]), axes.Length + 1);
    }

    public static KerasValue UpSampling(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var (factor, (height, width)) = (layer.Size("size", 2), x.Node.Shape.Size);
        if (factor.Height < 1 || factor.Width < 1 || factor.Height > int.MaxValue / height || factor.Width > int.MaxValue / width)
            throw layer.Fault($"its size is {factor}");
        return Resize(context, layer, x, new Size(height * factor.Height, width * factor.Width), "nearest");
    }

    public static KerasValue Resizing(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        if (layer.Flag("crop_to_aspect_ratio", false) || layer.Flag("pad_to_aspect_ratio", false))
            throw layer.Fault("it crops or pads to the aspect ratio, which has no counterpart in our graphs");
        return Resize(context, layer, x, new Size(layer.Integer("height"), layer.Integer("width")), "bilinear");
    }

    static KerasValue Resize(KerasImportContext context, KerasLayer layer, KerasValue x, Size size, string standard)
    {
        var mode = layer.Text("interpolation", standard) switch
        {
            "nearest" => ResizeMode.Nearest,
            "bilinear" => ResizeMode.Bilinear,
            var other => throw layer.Fault($"its interpolation '{other}' has no counterpart in our graphs; nearest and bilinear have"),
        };
        return x with { Node = context.Declare(layer, new Resize(mode, CoordinateMode.HalfPixel, size), [x.Node]) };
    }
}
