using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>Activations: as layers, and those that other layers end with.</summary>
static class ActivationLayers
{
    /// <summary>The slope that Keras gives a leaky ReLU by its name only.</summary>
    const float NamedSlope = 0.2f;

    public static KerasValue Layer(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        var op = layer.ClassName switch
        {
            "ReLU" => Relu(layer),
            "LeakyReLU" => Graphs.Activation.LeakyRelu((float)layer.Number(layer["negative_slope"] is null ? "alpha" : "negative_slope", 0.3)),
            "Softmax" => Softmax(layer, x),
            _ => Op(layer, layer.Activation()),
        };
        return op is null ? x : new(context.Declare(layer, op, [x.Node]), x.Rank);
    }

    /// <summary>A layer's own activation as a node after it.</summary>
    public static Node After(KerasImportContext context, KerasLayer layer, Node node) =>
        Op(layer, layer.Activation()) is { } op ? context.Declare(layer, op, [node], layer.Activation()) : node;

    static Op? Op(KerasLayer layer, string activation) => activation switch
    {
        "linear" => null,
        "relu" => Graphs.Activation.Relu,
        "relu6" => Graphs.Activation.Relu6,
        "leaky_relu" => Graphs.Activation.LeakyRelu(NamedSlope),
        "sigmoid" => Graphs.Activation.Sigmoid,
        "hard_swish" or "hard_silu" => Graphs.Activation.HardSwish,
        "softmax" => new Softmax(),
        _ => throw layer.Fault($"its activation '{activation}' has no counterpart in our graphs"),
    };

    static Activation Relu(KerasLayer layer)
    {
        var (maximum, slope, threshold) = (layer.Number("max_value", double.PositiveInfinity), layer.Number("negative_slope", 0), layer.Number("threshold", 0));
        return (maximum, slope, threshold) switch
        {
            (double.PositiveInfinity, 0, 0) => Graphs.Activation.Relu,
            (6, 0, 0) => Graphs.Activation.Relu6,
            ( > 0, 0, 0) => Graphs.Activation.Clamp(0, (float)maximum),
            (double.PositiveInfinity, _, 0) => Graphs.Activation.LeakyRelu((float)slope),
            _ => throw layer.Fault("its maximum, slope and threshold together have no counterpart in our graphs"),
        };
    }

    static Softmax Softmax(KerasLayer layer, KerasValue x) =>
        x.IsOverChannels(layer)
            ? new Softmax()
            : throw layer.Fault("its softmax runs along another axis than the channels");
}
