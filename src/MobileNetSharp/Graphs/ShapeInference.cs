using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>The rules of every op: what inputs it takes and what shape its output has.</summary>
static class ShapeInference
{
    /// <summary>The output's shape of a node, or a <see cref="GraphException"/> that names it and the rule it breaks.</summary>
    public static Shape Infer(string name, Op op, ImmutableArray<Node> inputs)
    {
        var rules = new ShapeRules(name, inputs);
        var shape = op switch
        {
            Input input => rules.Input(input),
            Conv2d conv => rules.Conv2d(conv),
            Pool pool => rules.Pool(pool),
            Linear linear => rules.Linear(linear),
            Concat concat => rules.Concat(concat.Axis),
            Add => rules.Add(),
            Resize resize => rules.Resize(resize),
            Reshape reshape => rules.Reshape(reshape),
            Pad pad => rules.Pad(pad.Padding),
            SpaceToDepth block => rules.SpaceToDepth(block.BlockSize),
            ChannelShuffle shuffle => rules.ChannelShuffle(shuffle.Groups),
            GlobalAveragePool => rules.One() with { Height = 1, Width = 1 },
            BatchNorm batchNorm => rules.BatchNorm(batchNorm.Epsilon),
            Activation activation => rules.Activation(activation),
            Dropout dropout => rules.Dropout(dropout.Rate),
            Softmax or L2Normalization => rules.One(),
            _ => throw new GraphException(name, $"no shape rule for {op.GetType().Name}"),
        };
        return rules.Limits(shape);
    }
}
