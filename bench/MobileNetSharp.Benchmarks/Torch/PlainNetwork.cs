using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MobileNetSharp.Benchmarks.Torch;

/// <summary>A chain with residuals as one writes it in TorchSharp: nn's own modules, a Sequential for each block, NCHW.</summary>
sealed class PlainNetwork : nn.Module<Tensor, Tensor>
{
    readonly List<(nn.Module<Tensor, Tensor> Body, bool IsResidual)> blocks = [];

    public PlainNetwork(Graph graph, WeightSet weights)
        : base(graph.Name)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var starts = graph.Nodes.Where(node => node.Op is Add).Select(add => Start(graph, add)).ToHashSet();
        foreach (var node in graph.Nodes.Where(node => node.Op is not Input))
        {
            if (node.Op is Add)
                Close(isResidual: true);
            else
                layers.AddRange(Layers(node));
            if (starts.Contains(node))
                Close(isResidual: false);
        }

        Close(isResidual: false);
        Load(graph, weights);

        void Close(bool isResidual)
        {
            if (layers.Count == 0)
                return;
            var body = nn.Sequential(layers);
            register_module($"block{blocks.Count}", body);
            blocks.Add((body, isResidual));
            layers = [];
        }
    }

    public override Tensor forward(Tensor input)
    {
        var x = input;
        foreach (var (body, isResidual) in blocks)
            x = isResidual ? x + body.forward(x) : body.forward(x);
        return x;
    }

    /// <summary>The value that goes around a block: the input of the Add that comes first.</summary>
    static Node Start(Graph graph, Node add) => add.Inputs.MinBy(graph.Nodes.IndexOf)!;

    static IEnumerable<nn.Module<Tensor, Tensor>> Layers(Node node)
    {
        switch (node.Op)
        {
            case Conv2d conv:
                var padding = conv.Padding.Resolve(node.Inputs[0].Shape.Size, conv.Kernel, conv.Stride, conv.Dilation);
                var isEven = padding.Top == padding.Bottom && padding.Left == padding.Right;
                if (!isEven)
                    yield return nn.ZeroPad2d((padding.Left, padding.Right, padding.Top, padding.Bottom));
                yield return nn.Conv2d(
                    node.Inputs[0].Channels, conv.Channels, (conv.Kernel.Height, conv.Kernel.Width), (conv.Stride.Height, conv.Stride.Width),
                    isEven ? (padding.Top, padding.Left) : (0, 0), (conv.Dilation.Height, conv.Dilation.Width), groups: conv.Groups, bias: conv.HasBias);
                break;
            case BatchNorm batchNorm:
                yield return nn.BatchNorm2d(node.Channels, batchNorm.Epsilon);
                break;
            case Activation { Kind: ActivationKind.Relu6 }:
                yield return nn.ReLU6(inplace: true);
                break;
            case GlobalAveragePool:
                yield return nn.AdaptiveAvgPool2d(1);
                break;
            case Dropout dropout:
                yield return nn.Dropout(dropout.Rate);
                break;
            case Linear linear:
                yield return nn.Flatten();
                yield return nn.Linear(node.Inputs[0].Channels, linear.Channels, linear.HasBias);
                break;
            default:
                throw new BenchmarkException($"The rival torch does not know {node.Op} at '{node.Name}'.");
        }
    }

    /// <summary>The modules' tensors come in the order of the graph's nodes.</summary>
    void Load(Graph graph, WeightSet weights)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var specs = graph.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter).ToLookup(spec => spec.Role == WeightRole.BatchNormStatistic);
        foreach (var (target, spec) in parameters().Zip(specs[false]))
            target.copy_(TorchTensors.FromWeight(weights[spec.Name]));
        foreach (var (target, spec) in buffers().Where(buffer => buffer.dim() == 1).Zip(specs[true]))
            target.copy_(TorchTensors.FromWeight(weights[spec.Name]));
    }
}
