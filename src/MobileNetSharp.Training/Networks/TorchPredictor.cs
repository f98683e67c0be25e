using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Transforms;
using TorchSharp;

namespace MobileNetSharp.Training.Networks;

/// <summary>Predicts by libtorch, with which an engine's results are compared.</summary>
public sealed class TorchPredictor<TPrediction> : Predictor<TPrediction>
{
    readonly TorchNetwork network;
    readonly torch.Device device;
    readonly int threads;

    /// <summary>A predictor on a model, whose outputs the decoder reads; the model may be disposed afterwards.</summary>
    /// <exception cref="TorchDeviceException">The device is not available.</exception>
    public TorchPredictor(Model model, OutputDecoder<TPrediction> decoder, TrainingOptions? options = null)
        : base("torch")
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Decoder = decoder;
        options ??= new TrainingOptions();
        (device, threads) = (TorchDevice.Parse(options.Device), options.Threads);
        var selected = decoder.Select(model);
        if (Dequantize.IsQuantized(selected))
            selected = Dequantize.ToFloat(selected);
        network = new TorchNetwork(selected.Graph, selected.Weights, device);
        network.eval();
    }

    /// <summary>What the outputs mean, and how an image becomes the input.</summary>
    public OutputDecoder<TPrediction> Decoder { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TPrediction> Predict(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // libtorch keeps the number for each thread that calls it; setting it drops what libtorch has prepared.
        if (torch.get_num_threads() != threads)
            torch.set_num_threads(threads);
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var shape = new Shape(batch.Count, batch.Size.Height, batch.Size.Width, network.Graph.Inputs[0].Channels);
        var outputs = network.Run(TorchTensors.FromActivations(batch.Pixels, shape, device));
        return Decoder.Decode([.. outputs.Select(TorchTensors.ToActivations)], batch.Count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            network.Dispose();
        base.Dispose(disposing);
    }
}
