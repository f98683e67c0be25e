using MobileNetSharp.Graphs;

namespace MobileNetSharp.Fuzz;

/// <summary>A network of any operations with any attributes, also such as no framework would write; a node that breaks a rule is left out.</summary>
sealed class RandomNetwork(Choices choices)
{
    const int MaxNodes = 10, MaxElements = 20_000, MaxWeights = 100_000, MaxBlockChannels = 64;

    /// <summary>Where sums, products and signs break.</summary>
    static readonly int[] Extremes = [0, -1, 1 << 14, (1 << 14) + 1, 1 << 16, int.MaxValue, int.MinValue];

    readonly GraphBuilder builder = new("network", choices.OneIn(2) ? Dialect.TensorFlow : Dialect.PyTorch);
    readonly List<Node> nodes = [];

    /// <summary>The network.</summary>
    public Graph Create()
    {
        for (var inputs = choices.OneIn(8) ? 2 : 1; inputs > 0; inputs--)
            nodes.Add(builder.Input($"input{inputs}", new(choices.Between(1, 2), choices.Between(1, 18), choices.Between(1, 18), choices.Of(3, 1, 4, 8, 12, 16, 17, 31, 32, 33))));
        for (var left = choices.Between(1, MaxNodes); left > 0; left--)
            Add();
        builder.Output("output", nodes[^1]);
        if (choices.OneIn(4) && Any() is var other && other != nodes[^1])
            builder.Output("other", other);
        return builder.Build(prune: true);
    }

    void Add()
    {
        var name = $"n{nodes.Count}";
        try
        {
            var x = Any();
            var node = choices.OneIn(3) && x.Channels <= MaxBlockChannels ? Block(name, x) : Single(name, x);
            if (node.Shape.Count <= MaxElements && node.WeightsOf().Sum(spec => spec.Count) <= MaxWeights)
                nodes.Add(node);
        }
        catch (GraphException)
        {
            // A rule is broken: refused, as it should be.
        }
    }

    /// <summary>What networks are made of, which the engine runs as one.</summary>
    Node Block(string name, Node x)
    {
        var (kernel, stride) = (choices.Of(3, 1, 5, 2), choices.Of(1, 2, 3));
        var activation = choices.Of(Activation.Relu6, Activation.Relu, Activation.HardSwish, Activation.LeakyRelu(0.1f), Activation.Clamp(-1, 2));
        switch (choices.Next(3))
        {
            case 0:
                return builder.Node(name, activation, builder.ConvBn($"{name}.c", x, choices.Between(1, 40), kernel, stride, padding: Padding(kernel)));
            case 1:
                return builder.Node(name, activation, builder.ConvBn($"{name}.d", x, x.Channels, kernel, stride, groups: x.Channels, padding: Padding(kernel)));
            default:
                var hidden = builder.ConvBnRelu6($"{name}.e", x, x.Channels * choices.Between(1, 4), kernel: 1);
                var depthwise = builder.Node($"{name}.a", activation, builder.ConvBn($"{name}.d", hidden, hidden.Channels, kernel, stride, groups: hidden.Channels));
                var projected = builder.ConvBn($"{name}.p", depthwise, choices.OneIn(2) ? x.Channels : choices.Between(1, 40), kernel: 1);
                return projected.Shape == x.Shape ? builder.Add(name, x, projected) : projected;
        }
    }

    Node Single(string name, Node x)
    {
        var (op, inputs) = Op(x);
        return builder.Node(name, op, inputs);
    }

    (Op Op, Node[] Inputs) Op(Node x) => choices.Next(19) switch
    {
        0 or 1 or 2 => (Conv(x), [x]),
        3 => (new Pool(choices.Of(PoolKind.Max, PoolKind.Average), Size(1, 5), Size(1, 4), Padding(3), choices.OneIn(2), choices.OneIn(2)), [x]),
        4 => (new Linear(Number(1, 40), choices.OneIn(2)), [x]),
        5 => (new BatchNorm(choices.Of(1e-3, 1e-5, 1e-30, 0.5, 0, double.NaN)), [x]),
        6 => (new Activation(choices.Of(Enum.GetValues<ActivationKind>()), Bound(), Bound()), [x]),
        7 => (new Add(), [x, Any()]),
        8 => (new Concat(choices.Of(Enum.GetValues<Axis>())), [x, .. Enumerable.Range(0, choices.Next(3)).Select(_ => Any())]),
        9 => (new GlobalAveragePool(), [x]),
        10 => (new Softmax(), [x]),
        11 => (new L2Normalization(), [x]),
        12 => (new ArgMax(), [x]),
        13 => (new Dropout(choices.Of(0, 0.5, 1, -1)), [x]),
        14 => (new Resize(Mode(), Coordinates(), Size(1, 24)), [x]),
        15 => (new Resize(Mode(), Coordinates()), [x, Any()]),
        16 => (new ChannelShuffle(Divisor(x.Channels)), [x]),
        17 => choices.OneIn(2) ? (new SpaceToDepth(Number(1, 4)), [x]) : (Shape(x), [x]),
        _ => (new Pad(new(Amount(), Amount(), Amount(), Amount())), [x]),
    };

    Conv2d Conv(Node x)
    {
        var groups = Divisor(x.Channels);
        var channels = choices.OneIn(4) ? Number(1, 40) : (int)Math.Min(4096, (long)groups * choices.Between(1, 6));
        return new(channels, Size(1, 5), Size(1, 3), choices.OneIn(3) ? Size(1, 3) : 1, groups, Padding(3), choices.OneIn(2));
    }

    Reshape Shape(Node x) => choices.Next(4) switch
    {
        0 => new(1, 1, -1),
        1 => new(x.Shape.Width, x.Shape.Height, x.Channels),
        2 => new(-1, x.Channels, x.Shape.Width),
        _ => new(Number(1, 8), -1, Number(1, 8)),
    };

    Node Any() => nodes[^(1 + choices.Next(Math.Min(nodes.Count, 4)))];

    Padding Padding(Size kernel) => choices.Next(5) switch
    {
        0 or 1 => Graphs.Padding.Same,
        2 => Graphs.Padding.None,
        3 => Graphs.Padding.Symmetric(kernel, 1),
        _ => new(Number(0, 3), Number(0, 3), Number(0, 3), Number(0, 3)),
    };

    Size Size(int minimum, int maximum) => choices.OneIn(2) ? Number(minimum, maximum) : new Size(Number(minimum, maximum), Number(minimum, maximum));

    int Divisor(int number) => choices.Next(4) switch { 0 => 1, 1 => number, 2 => number % 2 == 0 ? 2 : 3, _ => Number(1, number) };

    int Amount() => choices.OneIn(48) ? choices.Of(Extremes) : choices.Between(-3, 3);

    int Number(int minimum, int maximum) => choices.OneIn(48) ? choices.Of(Extremes) : choices.Between(minimum, maximum);

    float Bound() => choices.Of(0, 0.1f, -0.25f, 6, 1, -1, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 100);

    ResizeMode Mode() => choices.Of(Enum.GetValues<ResizeMode>());

    CoordinateMode Coordinates() => choices.Of(Enum.GetValues<CoordinateMode>());
}
