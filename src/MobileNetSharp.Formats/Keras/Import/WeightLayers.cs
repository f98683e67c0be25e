using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>The layers with weights: convolutions, dense layers, batch normalization.</summary>
static class WeightLayers
{
    /// <summary>Weights (H, W, in/groups, out).</summary>
    public static KerasValue Convolution(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var groups = layer.Integer("groups", 1);
        var (input, padding) = Padded(layer, x);
        if (groups < 1 || input.Channels % groups != 0)
            throw layer.Fault($"it has {groups} groups for {input.Channels} channels");
        var conv = new Conv2d(
            layer.Integer("filters"), layer.Size("kernel_size"), layer.Size("strides", 1), layer.Size("dilation_rate", 1), groups, padding, layer.Flag("use_bias", true));
        var node = context.Declare(layer, conv, [input]);
        context.AddKernel(node, context.Read(layer, 0, [conv.Kernel.Height, conv.Kernel.Width, input.Channels / groups, conv.Channels], "kernel"));
        AddBias(context, layer, node, position: 1);
        return new(ActivationLayers.After(context, layer, node), x.Rank);
    }

    /// <summary>Weights (H, W, in, multiplier).</summary>
    public static KerasValue Depthwise(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var node = DepthwiseNode(context, layer, x, layer.Flag("use_bias", true));
        AddBias(context, layer, node, position: 1);
        return new(ActivationLayers.After(context, layer, node), x.Rank);
    }

    /// <summary>A depthwise convolution without bias, then a pointwise one with it.</summary>
    public static KerasValue Separable(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var depthwise = DepthwiseNode(context, layer, x, hasBias: false);
        var pointwise = new Conv2d(layer.Integer("filters"), 1, 1, 1, 1, Padding.None, layer.Flag("use_bias", true));
        var node = context.Declare(layer, pointwise, [depthwise], "pointwise");
        context.AddKernel(node, context.Read(layer, 1, [1, 1, depthwise.Channels, pointwise.Channels], "pointwise_kernel"));
        AddBias(context, layer, node, position: 2);
        return new(ActivationLayers.After(context, layer, node), x.Rank);
    }

    /// <summary>Weights (in, out). On a map it works on each pixel, as a pointwise convolution does.</summary>
    public static KerasValue Dense(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var (units, hasBias) = (layer.Integer("units"), layer.Flag("use_bias", true));
        Op op = x.Node.Shape.Size == 1 ? new Linear(units, hasBias) : new Conv2d(units, 1, 1, 1, 1, Padding.None, hasBias);
        var node = context.Declare(layer, op, [x.Node]);
        context.AddKernel(node, context.Read(layer, 0, [x.Node.Channels, units], "kernel"));
        AddBias(context, layer, node, position: 1);
        return new(ActivationLayers.After(context, layer, node), x.Rank);
    }

    /// <summary>γ and β may be left out.</summary>
    public static KerasValue BatchNormalization(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        if (!x.IsOverChannels(layer))
            throw layer.Fault("it normalizes along another axis than the channels");
        var channels = x.Node.Channels;
        var node = context.Declare(layer, new BatchNorm(layer.Number("epsilon", 1e-3)), [x.Node]);
        var position = 0;
        Add("weight", "gamma", layer.Flag("scale", true), 1);
        Add("bias", "beta", layer.Flag("center", true), 0);
        Add("running_mean", "moving_mean", true, 0);
        Add("running_var", "moving_variance", true, 1);
        return new(node, x.Rank);

        void Add(string role, string name, bool isStored, float otherwise) =>
            context.AddWeight(node, role, isStored ? context.Read(layer, position++, [channels], name) : context.Constant(channels, otherwise));
    }

    static Node DepthwiseNode(KerasImportContext context, KerasLayer layer, KerasValue x, bool hasBias)
    {
        var multiplier = layer.Integer("depth_multiplier", 1);
        var (input, padding) = Padded(layer, x);
        if (multiplier < 1 || multiplier > int.MaxValue / input.Channels)
            throw layer.Fault($"its depth_multiplier is {multiplier}");
        var conv = new Conv2d(
            input.Channels * multiplier, layer.Size("kernel_size"), layer.Size("strides", 1), layer.Size("dilation_rate", 1), input.Channels, padding, hasBias);
        var node = context.Declare(layer, conv, [input]);
        context.AddKernel(node, context.Read(layer, 0, [conv.Kernel.Height, conv.Kernel.Width, input.Channels, multiplier], "depthwise_kernel", "kernel"));
        return node;
    }

    /// <summary>A convolution without padding takes that of the ZeroPadding2D before it, which is how Keras writes a stride of 2.</summary>
    static (Node Input, Padding Padding) Padded(KerasLayer layer, KerasValue x) => layer.Text("padding", "valid") switch
    {
        "same" => (x.Node, Padding.Same),
        "valid" when x.Node is { Op: Pad { Padding: { Top: >= 0, Left: >= 0, Bottom: >= 0, Right: >= 0 } padding } } => (x.Node.Inputs[0], padding),
        "valid" => (x.Node, Padding.None),
        var other => throw layer.Fault($"its padding is '{other}'; 'same' and 'valid' can be read"),
    };

    static void AddBias(KerasImportContext context, KerasLayer layer, Node node, int position)
    {
        if (layer.Flag("use_bias", true))
            context.AddWeight(node, "bias", context.Read(layer, position, [node.Channels], "bias"));
    }
}
