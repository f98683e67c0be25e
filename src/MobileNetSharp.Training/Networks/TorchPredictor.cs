using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Vision;
using TorchSharp;

namespace MobileNetSharp.Training.Networks;

/// <summary>Classifies by Torch, for comparison with the engine.</summary>
public sealed class TorchPredictor : Predictor
{
    readonly TorchNetwork network;
    readonly torch.Device device;
    readonly bool yieldsLogits;

    /// <summary>A predictor on the CPU, on a model whose card says that it classifies; the model may be disposed afterwards.</summary>
    public TorchPredictor(Model model)
        : this(model, torch.CPU)
    {
    }

    /// <summary>The same on a device.</summary>
    public TorchPredictor(Model model, torch.Device device)
        : base("torch")
    {
        var head = ClassifierHead.Of(model);
        (yieldsLogits, this.device) = (head.YieldsLogits, device);
        network = new TorchNetwork(model.Graph.WithOutputs((head.Output.Name, head.Output.Node.Name)), model.Weights, device);
        network.eval();
    }

    /// <inheritdoc/>
    public override float[] Predict(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var input = TorchTensors.FromActivations(batch.Pixels, new Shape(batch.Count, batch.Size.Height, batch.Size.Width, 3), device);
        var output = network.forward(input).flatten(1);
        return (yieldsLogits ? torch.nn.functional.softmax(output, 1) : output).cpu().data<float>().ToArray();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            network.Dispose();
        base.Dispose(disposing);
    }
}
