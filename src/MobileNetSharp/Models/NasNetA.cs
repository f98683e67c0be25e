using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using static System.FormattableString;
using static MobileNetSharp.Models.NasNetOp;

namespace MobileNetSharp.Models;

/// <summary>NASNet-A: cells found by a search (Zoph et al., arXiv 1707.07012), as TF-slim's nasnet.py builds them for inference.</summary>
public static class NasNetA
{
    /// <summary>That paper's Figure 4, left; all sums and state 1 are joined.</summary>
    public static ImmutableArray<NasNetSum> NormalCell { get; } =
    [
        new(Separable5,  0, Separable3,  1),
        new(Separable5,  1, Separable3,  1),
        new(AveragePool, 0, Identity,    1),
        new(AveragePool, 1, AveragePool, 1),
        new(Separable3,  0, Identity,    0),
    ];

    /// <summary>Figure 4, right: what reads the states 0 and 1 has stride 2; all sums but the first are joined.</summary>
    public static ImmutableArray<NasNetSum> ReductionCell { get; } =
    [
        new(Separable5,  0, Separable7,  1),
        new(MaxPool,     0, Separable7,  1),
        new(AveragePool, 0, Separable5,  1),
        new(Identity,    3, AveragePool, 2),
        new(Separable3,  2, MaxPool,     0),
    ];

    /// <summary>The mobile network.</summary>
    internal static NetworkFamily Family { get; } =
        new("nasnet_a_mobile_{size}", ["nasnet_a_mobile_224"], name => Build(new() { Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>, without the auxiliary one that training adds. Two reduction
    /// cells are the stem; then come three groups of normal cells, <c>cell0</c>, …, with a reduction cell between two of them.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(NasNetAOptions? options = null)
    {
        options ??= new();
        var g = options.Builder("nasnet_a_mobile");
        var x = g.ConvBn("stem", options.Input(g), options.StemChannels, kernel: 3, stride: 2, padding: Padding.None);
        // The first cell has none before it, and reads its input as it is in the place of that.
        var (previous, output) = (x, Cell(g, "stem0", x, x, options.Filters / 4, isReduction: true));
        (previous, output) = (output, Cell(g, "stem1", output, previous, options.Filters / 2, isReduction: true));
        var (filters, index) = (options.Filters, 0);
        for (var group = 0; group < 3; group++, filters *= 2)
        {
            if (group > 0)
                (previous, output) = (output, Cell(g, $"reduction{group - 1}", output, previous, filters, isReduction: true));
            for (var i = 0; i < options.CellsPerGroup; i++)
                (previous, output) = (output, Cell(g, $"cell{index++}", output, previous, filters, isReduction: false));
        }

        return options.WithClassifier(g, Relu(g, output));
    }

    static Node Cell(GraphBuilder g, string name, Node x, Node previous, int filters, bool isReduction)
    {
        var second = previous == x ? x : Fitted(g, $"{name}.previous", previous, x, filters);
        List<Node> states = [g.ConvBn($"{name}.input", Relu(g, x), filters, kernel: 1), second];
        foreach (var (i, sum) in (isReduction ? ReductionCell : NormalCell).Index())
        {
            Node Operation(string side, NasNetOp op, int state) =>
                NasNetA.Operation(g, $"{name}.sum{i}.{side}", op, states[state], filters, isReduction && state < 2 ? 2 : 1);
            states.Add(g.Add($"{name}.sum{i}", Operation("left", sum.Left, sum.LeftState), Operation("right", sum.Right, sum.RightState)));
        }

        return g.Concat($"{name}.concat", Axis.Channels, [.. states.Skip(isReduction ? 3 : 1)]);
    }

    static Node Operation(GraphBuilder g, string name, NasNetOp op, Node x, int filters, int stride) => op switch
    {
        Identity => x,
        AveragePool => g.AveragePool(name, x, 3, stride),
        MaxPool => g.MaxPool(name, x, 3, stride),
        Separable3 => SeparableTwice(g, name, x, filters, 3, stride),
        Separable5 => SeparableTwice(g, name, x, filters, 5, stride),
        _ => SeparableTwice(g, name, x, filters, 7, stride),
    };

    static Node SeparableTwice(GraphBuilder g, string name, Node x, int filters, int kernel, int stride)
    {
        for (var i = 0; i < 2; i++, stride = 1)
        {
            x = g.Conv2d($"{name}.depthwise{i}", Relu(g, x), x.Channels, kernel, stride, groups: x.Channels);
            x = g.ConvBn($"{name}.pointwise{i}", x, filters, kernel: 1);
        }

        return x;
    }

    /// <summary>The output of the cell before in the size and with the channels of this one.</summary>
    static Node Fitted(GraphBuilder g, string name, Node previous, Node x, int filters)
    {
        if (previous.Shape.Size == x.Shape.Size)
            return previous.Channels == filters ? previous : g.ConvBn(name, Relu(g, previous), filters, kernel: 1);

        // Every second pixel, and, shifted by one, those between.
        var relu = Relu(g, previous);
        var shifted = g.Pad($"{name}.shift", relu, new Padding(-1, -1, 1, 1));
        var (even, odd) = (EverySecond(g, $"{name}.even", relu), EverySecond(g, $"{name}.odd", shifted));
        return g.BatchNorm($"{name}.bn", g.Concat($"{name}.concat", Axis.Channels, even, odd));

        Node EverySecond(GraphBuilder g, string path, Node pixels) => g.Conv2d(
            $"{path}.conv", g.AveragePool($"{path}.pool", pixels, 1, 2, Padding.None), filters / 2, kernel: 1);
    }

    /// <summary>ReLU of a node, which several readers share.</summary>
    static Node Relu(GraphBuilder g, Node x) => g.Find($"{x.Name}.relu") ?? g.Relu($"{x.Name}.relu", x);
}

/// <summary>A step of a NASNet cell: the next state is the sum of two operations on earlier states.</summary>
/// <param name="Left">The first operation.</param>
/// <param name="LeftState">The state that it reads: 0 is the cell's input, 1 that of the cell before, 2 the first sum.</param>
/// <param name="Right">The second operation.</param>
/// <param name="RightState">The state that it reads.</param>
public sealed record NasNetSum(NasNetOp Left, int LeftState, NasNetOp Right, int RightState);

/// <summary>An operation of a NASNet cell.</summary>
public enum NasNetOp
{
    /// <summary>The state as it is.</summary>
    Identity,

    /// <summary>3×3 average pooling.</summary>
    AveragePool,

    /// <summary>3×3 max pooling.</summary>
    MaxPool,

    /// <summary>Twice ReLU, 3×3 separable convolution and batch normalization.</summary>
    Separable3,

    /// <summary>Twice ReLU, 5×5 separable convolution and batch normalization.</summary>
    Separable5,

    /// <summary>Twice ReLU, 7×7 separable convolution and batch normalization.</summary>
    Separable7,
}

/// <summary>The choices of NASNet-A; the defaults are NASNet-A (4 @ 1056), "mobile", at 224².</summary>
public sealed record NasNetAOptions : ClassifierOptions
{
    /// <summary>The defaults: dropout 0.5, as in TF-slim.</summary>
    public NasNetAOptions() => Dropout = 0.5;

    /// <summary>Normal cells N in each of the three groups.</summary>
    public int CellsPerGroup { get; init; } = 4;

    /// <summary>Channels of the operations in the first group, a multiple of 4; twice as many in each later one. The last map has 24 times as many.</summary>
    public int Filters { get; init; } = 44;

    /// <summary>Channels of the first convolution.</summary>
    public int StemChannels { get; init; } = 32;

    private protected override void Check()
    {
        base.Check();
        if (CellsPerGroup is not (> 0 and <= 100))
            throw OutOfBounds(nameof(CellsPerGroup), Invariant($"each group needs from 1 to 100 cells, not {CellsPerGroup}"));
        if (Filters is not (> 0 and <= 4096) || Filters % 4 != 0)
            throw OutOfBounds(nameof(Filters), Invariant($"the filters must be a multiple of 4 up to 4096, are {Filters}"));
    }
}
