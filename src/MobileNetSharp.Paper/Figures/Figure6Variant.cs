using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper.Figures;

/// <summary>A curve of the paper's Figure 6, and the network behind it.</summary>
/// <param name="Name">As the figure calls it.</param>
/// <param name="Figure"><c>6a</c> or <c>6b</c>.</param>
/// <param name="HasLinearBottlenecks">Whether the bottlenecks are linear; otherwise ReLU6 follows the projections.</param>
/// <param name="Shortcut">What the shortcuts join.</param>
public sealed record Figure6Variant(string Name, string Figure, bool HasLinearBottlenecks = true, Shortcut Shortcut = Shortcut.Bottlenecks)
{
    /// <summary>All curves. The paper's own network is in both figures.</summary>
    public static ImmutableArray<Figure6Variant> All { get; } =
    [
        new("linear bottleneck", "6a"),
        new("ReLU6 in the bottleneck", "6a", HasLinearBottlenecks: false),
        new("shortcut between bottlenecks", "6b"),
        new("shortcut between expansions", "6b", Shortcut: Shortcut.Expansions),
        new("no shortcut", "6b", Shortcut: Shortcut.None),
    ];

    /// <summary>Identifies the network: equal for curves of the same network.</summary>
    public string NetworkId => HasLinearBottlenecks ? $"shortcut-{Shortcut}".ToLowerInvariant() : "relu6";

    /// <summary>MobileNetV2 with these options and with the bottlenecks and shortcuts of this variant.</summary>
    public Graph Build(MobileNetV2Options? options = null)
    {
        var network = MobileNetV2.Build(options);
        var g = new GraphBuilder(network.Name);
        var copies = new Dictionary<Node, Node>();
        Node? expanded = null;
        foreach (var node in network.Nodes)
        {
            var block = node.Name.Split('.')[0];
            if (node.Op is Add && Shortcut != Shortcut.Bottlenecks)
            {
                copies[node] = copies[node.Inputs[1]];
                continue;
            }

            Node[] inputs = [.. node.Inputs.Select(input => copies[input])];
            if (node.Name == $"{block}.depthwise.conv" && Shortcut == Shortcut.Expansions)
                inputs[0] = expanded = expanded?.Shape == inputs[0].Shape ? g.Add($"{block}.expand.add", expanded, inputs[0]) : inputs[0];
            copies[node] = g.Node(node.Name, node.Op, inputs);
            if (node.Name == $"{block}.project.bn" && !HasLinearBottlenecks)
                copies[node] = g.Relu6($"{block}.project.relu6", copies[node]);
        }

        foreach (var output in network.Outputs)
            g.Output(output.Name, copies[output.Node]);
        return g.Build();
    }
}

/// <summary>What the shortcuts of MobileNetV2 join (Figure 6b).</summary>
public enum Shortcut
{
    /// <summary>A block's input and its projected output, where stride is 1 and the channels are equal: the paper's choice.</summary>
    Bottlenecks,

    /// <summary>
    /// The expanded tensors that two successive depthwise convolutions read, where their shapes are equal: for Table 2 as many
    /// shortcuts as <see cref="Bottlenecks"/>, each moved by half a block.
    /// </summary>
    Expansions,

    /// <summary>Nothing.</summary>
    None,
}
