using MobileNetSharp.Formats;
using MobileNetSharp.Training.Networks;
using TorchSharp;

namespace MobileNetSharp.Benchmarks.Torch;

/// <summary>libtorch, eager, by TorchSharp's own modules.</summary>
sealed class TorchRunner : Runner
{
    public const string RivalName = "torch";
    readonly PlainNetwork network;
    readonly torch.Tensor input;
    float[] output = [];

    public TorchRunner(string path, int threads, int batch)
    {
        TorchVersion.Use(threads);
        using var model = ModelFile.Load(path);
        var graph = model.Graph.WithBatch(batch);
        network = new PlainNetwork(graph, model.Weights);
        network.eval();
        input = TorchTensors.FromActivations(Input(graph.Inputs[0].Shape), graph.Inputs[0].Shape).contiguous();
    }

    public override string Name => RivalName;

    public override string Version => TorchVersion.Text;

    public override float[] Output => output;

    public override void Run()
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.inference_mode();
        output = network.forward(input).data<float>().ToArray();
    }

    public override void Dispose()
    {
        input.Dispose();
        network.Dispose();
    }
}
