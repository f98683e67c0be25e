using System.Collections.Immutable;
using MobileNetSharp.Cards;

namespace MobileNetSharp.Formats.Keras;

/// <summary>
/// Image models of Teachable Machine (https://teachablemachine.withgoogle.com): MobileNetV2 up to its pooling, then two dense
/// layers, as TensorFlow.js names them. Nothing else writes this combination, and its preprocessing is fixed.
/// </summary>
static class TeachableMachine
{
    const string LabelsName = "labels.txt";

    /// <summary>The preprocessing of every such model.</summary>
    public static ModelCard Card { get; } = new() { Preprocessing = Preprocessing.TeachableMachine, Provenance = new() { Source = "Teachable Machine" } };

    /// <summary>The labels in the file that is downloaded together with the model's, as long as it lies there and has one for each class; else null.</summary>
    public static ImmutableArray<string>? LabelsBeside(string path, Model model)
    {
        var labels = Path.Combine(Path.GetDirectoryName(path) ?? "", LabelsName);
        if (!ReferenceEquals(model.Card.Provenance, Card.Provenance) || !File.Exists(labels))
            return null;
        try
        {
            return LabelFile.Load(labels) is var names && names.Length == model.Graph.Outputs[0].Node.Channels ? names : null;
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

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
