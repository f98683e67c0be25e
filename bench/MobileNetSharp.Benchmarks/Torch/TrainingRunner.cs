using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Weights;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MobileNetSharp.Benchmarks.Torch;

/// <summary>Training steps: forward, cross entropy, backward, SGD with momentum. Ours is our network on pixels as the loader gives them; theirs is plain modules on NCHW.</summary>
sealed class TrainingRunner : Runner
{
    public const string OurName = "mobilenetsharp-training";
    public const string PlainName = "torch-training";
    readonly nn.Module<Tensor, Tensor> network;
    readonly optim.Optimizer optimizer;
    readonly Tensor input;
    readonly Tensor labels;

    public TrainingRunner(string name, string path, int threads, int batch)
    {
        Name = name;
        TorchVersion.Use(threads);
        if (name == OurName)
            TorchRuntime.Configure();
        using var model = ModelFile.Load(path);
        var graph = model.Graph.WithBatch(batch);
        network = Network(graph, model.Weights);
        optimizer = optim.SGD(network.parameters(), learningRate: 1e-4, momentum: 0.9);
        input = TorchTensors.FromActivations(Input(graph.Inputs[0].Shape), graph.Inputs[0].Shape);
        if (name == PlainName)
            input = input.contiguous();
        labels = arange(batch, ScalarType.Int64);
        Output = Logits();
    }

    public override string Name { get; }

    public override string Version => Name == OurName ? OurRunner.OurVersion : TorchVersion.Text;

    /// <summary>The logits before the first step, in evaluation mode, in which dropout does not differ by chance.</summary>
    public override float[] Output { get; }

    public override void Run()
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(network.forward(input).flatten(1), labels).backward();
        optimizer.step();
    }

    public override void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        input.Dispose();
        labels.Dispose();
    }

    nn.Module<Tensor, Tensor> Network(Graph graph, WeightSet weights) =>
        Name == OurName ? new TorchNetwork(graph, weights) : new PlainNetwork(graph, weights);

    float[] Logits()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        network.eval();
        var logits = network.forward(input).flatten(1).data<float>().ToArray();
        network.train();
        return logits;
    }
}
