using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Native;
using static TorchSharp.torch;
using Padding = MobileNetSharp.Graphs.Padding;

namespace MobileNetSharp.Training.Networks;

/// <content>What each op is in torch.</content>
public sealed partial class TorchNetwork
{
    Tensor[] Run(Tensor input, IReadOnlyList<Node> targets)
    {
        ArgumentNullException.ThrowIfNull(input);
        // Checked here, since a wrong shape inside libtorch can end the process.
        if (input.shape is not [var batch, var channels, var height, var width])
            throw new ArgumentException($"The input must be (N,C,H,W), its shape is [{string.Join(", ", input.shape)}].", nameof(input));
        var order = orders.For(new Shape((int)batch, (int)height, (int)width, (int)channels), targets);

        using var scope = NewDisposeScope();
        var values = new Dictionary<Node, Tensor>();
        foreach (var (node, done) in order.Steps)
        {
            values[node] = node.Op is Input ? input.alias() : Evaluate(node, values, order);
            foreach (var value in done)
                values[value].Dispose();
        }

        return [.. order.Targets.Select(target => scope.MoveToOuter(AsWeights(values[target]).alias()))];
    }

    Tensor Evaluate(Node node, Dictionary<Node, Tensor> values, EvaluationOrder order)
    {
        using var scope = NewDisposeScope();
        var x = values[node.Inputs[0]];
        var replaces = order.Replaceable.Contains(node.Inputs[0]);
        var y = node.Op switch
        {
            Conv2d conv => Convolve(node, conv, x),
            BatchNorm batchNorm => Normalize(node, batchNorm, x),
            Activation activation => Activate(activation, x, replaces),
            Add => Sum(x, values[node.Inputs[1]], replaces, order.Replaceable.Contains(node.Inputs[1])),
            Linear => nn.functional.linear(AsWeights(x).flatten(1), Weight(node, "weight")!, Weight(node, "bias")).unsqueeze(-1).unsqueeze(-1),
            GlobalAveragePool => AsWeights(x).mean([2, 3], keepdim: true),
            Softmax => AsWeights(x).softmax(1),
            L2Normalization => nn.functional.normalize(AsWeights(x), p: 2, dim: 1),
            ArgMax => AsWeights(x).argmax(1, keepdim: true).to(ScalarType.Float32),
            Dropout dropout => IsTraining(node) && dropout.Rate > 0 ? nn.functional.dropout(x, dropout.Rate, training: true) : x,
            Concat concat => cat([.. node.Inputs.Select(input => values[input])], concat.Axis switch { Axis.Channels => 1, Axis.Height => 2, _ => 3 }),
            Pad pad => Pad(x, pad.Padding),
            Pool pool => Windows.Pool(pool, x, node.Inputs[0].Shape, node.Shape),
            Resize resize => Windows.Resize(resize, x, node.Inputs[0].Shape, node.Shape),
            Reshape => x.permute(0, 2, 3, 1).reshape(node.Shape.Batch, node.Shape.Height, node.Shape.Width, node.Shape.Channels).permute(0, 3, 1, 2),
            ChannelShuffle shuffle => Shuffle(shuffle.Groups, x, node.Shape),
            SpaceToDepth block => SpaceToDepth(block.BlockSize, x, node.Shape),
            _ => throw new GraphException(node.Name, $"there is no training of {node.Op.GetType().Name}"),
        };
        // An overwritten input comes back as the same object, which is disposed of as an input.
        return scope.MoveToOuter(node.Inputs.Any(input => ReferenceEquals(values[input], y)) ? y.alias() : y);
    }

    Tensor Convolve(Node node, Conv2d op, Tensor x)
    {
        var padding = op.Padding.Resolve(node.Inputs[0].Shape.Size, op.Kernel, op.Stride, op.Dilation);
        x = Layouts.ForConvolution(node, x.to(ComputeType));
        var (weight, bias) = (Weight(node, "weight")!.to(ComputeType), Weight(node, "bias")?.to(ComputeType));
        // As a product of matrices: libtorch 2.10 with oneDNN has wrong outputs of some 1×1 convolutions in NHWC's order.
        if (node.IsPointwise)
            return nn.functional.linear(x.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2);
        // torch pads alike on both sides; what else TensorFlow's SAME asks for is padded before.
        var uneven = padding.Top != padding.Bottom || padding.Left != padding.Right;
        if (uneven)
            x = Pad(x, padding);
        return nn.functional.conv2d(
            x, weight, bias, [op.Stride.Height, op.Stride.Width],
            uneven ? [0, 0] : [padding.Top, padding.Left], [op.Dilation.Height, op.Dilation.Width], op.Groups);
    }

    Tensor Normalize(Node node, BatchNorm op, Tensor x)
    {
        // A single value has no variance: a map of one place, in a batch of one image, is normalized as it will be after training.
        var fromBatch = IsTraining(node) && !keptStatistics.Contains(node.Name) && x.shape is not [1, _, 1, 1];
        if (fromBatch)
            counters[$"{node.Name}.num_batches_tracked"]++;
        return nn.functional.batch_norm(
            x, Weight(node, "running_mean"), Weight(node, "running_var"), Weight(node, "weight"), Weight(node, "bias"),
            fromBatch, BatchNormMomentum, op.Epsilon);
    }

    static Tensor Activate(Activation op, Tensor x, bool replaces) => op.Kind switch
    {
        ActivationKind.Relu => nn.functional.relu(x, replaces),
        ActivationKind.Relu6 => nn.functional.relu6(x, replaces),
        ActivationKind.LeakyRelu => LeakyRelu(op.Minimum, x, replaces),
        ActivationKind.Clamp => Clamp(op, x, replaces),
        ActivationKind.Sigmoid => x.sigmoid(),
        ActivationKind.HardSwish => x.hardswish(),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "Not an activation."),
    };

    static Tensor LeakyRelu(float slope, Tensor x, bool replaces)
    {
        using TorchSharp.Scalar negativeSlope = slope;
        return replaces ? x.leaky_relu_(negativeSlope) : x.leaky_relu(negativeSlope);
    }

    static Tensor Clamp(Activation op, Tensor x, bool replaces)
    {
        using TorchSharp.Scalar minimum = op.Minimum, maximum = op.Maximum;
        return replaces ? x.clamp_(minimum, maximum) : x.clamp(minimum, maximum);
    }

    static Tensor Sum(Tensor a, Tensor b, bool replacesA, bool replacesB) =>
        replacesB ? b.add_(a, Scalars.One) : replacesA ? a.add_(b, Scalars.One) : a.add(b, Scalars.One);

    static Tensor Pad(Tensor x, Padding padding) =>
        nn.functional.pad(x, [padding.Left, padding.Right, padding.Top, padding.Bottom]);

    static Tensor Shuffle(int groups, Tensor x, Shape shape) =>
        x.reshape(shape.Batch, groups, shape.Channels / groups, shape.Height, shape.Width)
            .transpose(1, 2).reshape(shape.Batch, shape.Channels, shape.Height, shape.Width);

    static Tensor SpaceToDepth(int block, Tensor x, Shape shape) =>
        x.reshape(shape.Batch, shape.Channels / (block * block), shape.Height, block, shape.Width, block)
            .permute(0, 3, 5, 1, 2, 4).reshape(shape.Batch, shape.Channels, shape.Height, shape.Width);

    bool IsTraining(Node node) => training && !frozen.Contains(node.Name);

    /// <summary>In the type of the weights, where a narrower one was computed with.</summary>
    Tensor AsWeights(Tensor x) => x.to(type);

    Tensor? Weight(Node node, string name) => weights.GetValueOrDefault($"{node.Name}.{name}");
}
