using MobileNetSharp.Cards;

namespace MobileNetSharp.Formats.Keras;

/// <summary>
/// Image models of Teachable Machine (https://teachablemachine.withgoogle.com): MobileNetV2 up to its pooling, then two dense
/// layers, as TensorFlow.js names them. Nothing else writes this combination, and its preprocessing is fixed.
/// </summary>
static class TeachableMachine
{
    /// <summary>The preprocessing of every such model; its labels are in the file labels.txt.</summary>
    public static ModelCard Card { get; } = new() { Preprocessing = Preprocessing.TeachableMachine, Provenance = new() { Source = "Teachable Machine" } };

    public static bool Matches(KerasLayer model) =>
        model.ClassName == "Sequential" && Inner(model) is [{ ClassName: "Sequential" } features, { ClassName: "Sequential" } head]
        && Inner(features) is [{ IsModel: true } network, { ClassName: "GlobalAveragePooling2D" } pooling]
        && pooling.Name.StartsWith("global_average_pooling2d_GlobalAveragePooling2D", StringComparison.Ordinal)
        && Inner(head) is [{ ClassName: "Dense" } hidden, { ClassName: "Dense" } classes]
        && hidden.Name.StartsWith("dense_Dense", StringComparison.Ordinal) && hidden.Activation() == "relu"
        && classes.Name.StartsWith("dense_Dense", StringComparison.Ordinal) && classes.Activation() == "softmax" && !classes.Flag("use_bias", true)
        && Inner(network) is [{ Name: "Conv1_pad" }, { Name: "Conv1" }, .., { Name: "Conv_1_bn" }, { Name: "out_relu" }];

    static IReadOnlyList<KerasLayer> Inner(KerasLayer model) => [.. model.Layers().Where(layer => layer.ClassName != "InputLayer")];
}
