using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Transforms;
using TorchSharp;

namespace MobileNetSharp.Training.Networks;

/// <summary>Classifies by libtorch, which an engine's results are compared with.</summary>
public sealed class TorchPredictor : Predictor
{
    readonly TorchNetwork network;
    readonly torch.Device device;
    readonly int threads;
    readonly bool yieldsLogits;

    /// <summary>A predictor on a model whose card says that it classifies, with which labels and on which input; the model may be disposed afterwards.</summary>
    /// <exception cref="ModelFormatException">The card lacks one of these.</exception>
    /// <exception cref="TorchDeviceException">The device is not here.</exception>
    public TorchPredictor(Model model, TrainingOptions? options = null)
        : base("torch")
    {
        var head = ClassifierHead.FromModel(model);
        (Labels, Preprocessing, yieldsLogits) = (head.Labels, head.Preprocessing, head.YieldsLogits);
        options ??= new TrainingOptions();
        (device, threads) = (TorchDevice.Parse(options.Device), options.Threads);
        var classes = new Model(model.Graph.WithOutputs((head.Output.Name, head.Output.Node.Name)), model.Weights, ModelCard.Empty);
        if (Dequantize.IsQuantized(classes))
            classes = Dequantize.ToFloat(classes);
        network = new TorchNetwork(classes.Graph, classes.Weights, device);
        network.eval();
    }

    /// <summary>The class names, by output index.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>How an image becomes the input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <inheritdoc/>
    public override float[] Predict(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // libtorch keeps the number for each thread that calls it; setting it drops what libtorch has prepared.
        if (torch.get_num_threads() != threads)
            torch.set_num_threads(threads);
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var shape = new Shape(batch.Count, batch.Size.Height, batch.Size.Width, network.Graph.Inputs[0].Channels);
        var scores = network.forward(TorchTensors.FromActivations(batch.Pixels, shape, device));
        return TorchTensors.ToActivations(yieldsLogits ? scores.softmax(1) : scores);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            network.Dispose();
        base.Dispose(disposing);
    }
}
