using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Reference;

namespace MobileNetSharp.Inference.Execution;

/// <summary>Runs a graph node by node as it stands: nothing folded, fused or shared, every sum in double precision.</summary>
sealed class ReferenceExecutor(Graph graph, IReadOnlyDictionary<string, float[]> weights) : Executor
{
    readonly ImmutableArray<Node> nodes = [.. graph.Nodes.Where(node => node.Op is not Input)];

    public override IEnumerable<ImmutableArray<Node>> Steps => nodes.Select(node => ImmutableArray.Create(node));

    public override unsafe void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken)
    {
        var values = new Dictionary<Node, Values>();
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = new Values(graph.Inputs[i].Shape);
            new ReadOnlySpan<float>((float*)inputs[i], input.Data.Length).CopyTo(input.Data);
            values.Add(graph.Inputs[i], input);
        }

        Profile?.Start();
        for (var i = 0; i < nodes.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            values.Add(nodes[i], Evaluate(nodes[i], [.. nodes[i].Inputs.Select(input => values[input])], cancellationToken));
            Profile?.Finish(i);
            foreach (var input in nodes[i].Inputs.Where(input => !graph.IsOutput(input) && graph.ReadersOf(input).Last() == nodes[i]))
                values.Remove(input);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            var data = values[graph.Outputs[i].Node].Data;
            data.CopyTo(new Span<float>((float*)outputs[i], data.Length));
        }
    }

    Values Evaluate(Node node, Values[] inputs, CancellationToken cancellationToken)
    {
        var (x, y) = (inputs[0], new Values(node.Shape, cancellationToken));
        return node.Op switch
        {
            Conv2d conv => MatrixProducts.Conv2d(conv, x, y, weights[$"{node.Name}.weight"], weights.GetValueOrDefault($"{node.Name}.bias")),
            Linear => MatrixProducts.Linear(x, y, weights[$"{node.Name}.weight"], weights.GetValueOrDefault($"{node.Name}.bias")),
            BatchNorm batchNorm => Elementwise.BatchNorm(
                batchNorm, x, y, weights[$"{node.Name}.weight"], weights[$"{node.Name}.bias"],
                weights[$"{node.Name}.running_mean"], weights[$"{node.Name}.running_var"]),
            Activation activation => Elementwise.Activation(activation, x, y),
            Add => Elementwise.Add(x, inputs[1], y),
            Softmax => Elementwise.Softmax(x, y),
            L2Normalization => Elementwise.L2Normalization(x, y),
            ArgMax => Elementwise.ArgMax(x, y),
            Pool { Kind: PoolKind.Max } pool => Pooling.Max(pool, x, y),
            Pool pool => Pooling.Average(pool, x, y),
            GlobalAveragePool => Pooling.GlobalAverage(x, y),
            Resize { Mode: ResizeMode.Bilinear } resize => Resizing.Bilinear(resize.Coordinates, x, y),
            Resize resize => Resizing.Nearest(resize.Coordinates, x, y),
            Concat concat => DataMovement.Concat(concat.Axis, inputs, y),
            ChannelShuffle shuffle => DataMovement.ChannelShuffle(shuffle.Groups, x, y),
            SpaceToDepth block => DataMovement.SpaceToDepth(block.BlockSize, x, y),
            Pad pad => DataMovement.Pad(pad.Padding, x, y),
            Reshape or Dropout => DataMovement.Copy(x, y),
            _ => throw new InvalidOperationException($"Node '{node.Name}': the reference does not know {node.Op.GetType().Name}."),
        };
    }
}
