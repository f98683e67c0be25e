using CsCheck;
using MobileNetSharp.Graphs;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Tests.Graphs;

/// <summary>Graphs with random ops: each node reads random earlier ones; an op that the rules refuse is left out.</summary>
static class RandomGraphs
{
    public static Gen<Graph> Gen { get; } = CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, 1], CsCheck.Gen.Int[1, 40], CsCheck.Gen.Int[1, 40], CsCheck.Gen.Int[1, 12],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 23], CsCheck.Gen.Int[1, 4]).Array[0, 12],
        (dialect, height, width, channels, nodes) =>
        {
            var g = new GraphBuilder("random", dialect == 0 ? Dialect.TensorFlow : Dialect.PyTorch);
            var input = new Input(new Shape(2, height, width, channels)) { Layout = height % 2 == 0 ? TensorLayout.Nhwc : null };
            List<Node> declared = [g.Node("input", input)];
            foreach (var (index, (a, b, kind, size)) in nodes.Index())
            {
                try
                {
                    declared.Add(Declare(g, $"node{index}", declared[a % declared.Count], declared[b % declared.Count], kind, size));
                }
                catch (GraphException)
                {
                    // Such as an Add of two shapes; the graph continues without it.
                }
            }

            foreach (var node in declared.Where(node => !declared.Any(reader => reader.Inputs.Contains(node))))
                g.Output($"out {node.Name}", node, Enum.GetValues<TensorLayout>().Take(width % 6).LastOrDefault(TensorLayout.Nchw) is var layout && layout.Fits(node.Shape) ? layout : null);
            return g.Build();
        });

    static Node Declare(GraphBuilder g, string name, Node x, Node y, int kind, int size) => kind switch
    {
        0 or 1 => g.Conv2d(name, x, size * 2, new Size(size, 3), stride: 1 + (size % 2)),
        2 => g.Conv2d(name, x, x.Channels, kernel: 3, stride: size, groups: x.Channels, bias: true),
        3 => g.Conv2d(name, x, 2 * size, kernel: 3, dilation: size, padding: new Padding(size, 0, 1, size)),
        4 => g.BatchNorm(name, x, 1e-3 / size),
        5 => g.Relu(name, x),
        6 => g.Relu6(name, x),
        7 => g.Node(name, Activation.LeakyRelu(0.1f * size), x),
        8 => g.Node(name, Activation.Clamp(-size, float.PositiveInfinity), x),
        9 => g.Node(name, Activation.Sigmoid, x),
        10 or 11 => g.Add(name, x, y),
        12 => g.Concat(name, Axis.Channels, x, y, x),
        13 => g.Concat(name, Axis.Height, x, y),
        14 => g.MaxPool(name, x, size, 2, Padding.None, ceilMode: true),
        15 => g.AveragePool(name, x, 3, size, countsPadding: size > 2),
        16 => g.GlobalAveragePool(name, x),
        17 => g.Linear(name, x, size * 3, bias: size > 1),
        18 => g.Resize(name, x, new Size(size, 9), ResizeMode.Nearest, CoordinateMode.Asymmetric),
        19 => g.ResizeLike(name, x, y, ResizeMode.Bilinear, CoordinateMode.HalfPixel),
        20 => g.ChannelShuffle(name, x, size),
        21 => g.SpaceToDepth(name, x, size),
        22 => g.Reshape(name, x, 1, size, -1),
        _ => g.Node(name, new Softmax(), [x], Quantization.PerTensor(ElementType.UInt8, 1f / 256 * size, size)),
    };
}
