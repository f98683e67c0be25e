using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>
/// What the names of tensors tell beside their shapes: from which framework's weights a network was trained or ported, and so its
/// padding and the ε of its batch normalization.
/// </summary>
static class NamingConventions
{
    /// <summary>Parts of names in TF-slim, Keras, and transformers' port of Google's weights (modeling_mobilenet_v2.py: tf_padding, layer_norm_eps 0.001).</summary>
    static readonly string[] OfTensorFlow = ["moving_mean", "BatchNorm", ".convolution.", "expanded_conv", "bn_Conv1"];

    /// <summary>timm's MobileNets, all of whose activations are ReLU6 (timm/models/efficientnet.py, mobilenetv1_100).</summary>
    const string OfTimm = "conv_stem.";

    /// <summary>torchvision's stem, last projection and classifier (torchvision/models/mobilenetv2.py).</summary>
    static readonly string[] OfTorchVision = ["features.0.0.weight", "features.17.conv.2.weight", "classifier.1.weight"];

    /// <summary>The dialect that the names tell; PyTorch's where they tell nothing.</summary>
    public static Dialect Dialect(IEnumerable<string> names) => AreTensorFlows(names) ? Graphs.Dialect.TensorFlow : Graphs.Dialect.PyTorch;

    /// <summary>Throws <see cref="ModelFormatException"/> where neither the network nor the names tell the activation.</summary>
    public static void CheckActivation(KnownNetwork network, IEnumerable<string> names)
    {
        if (network.ActivationVaries && !AreTensorFlows(names) && !names.Any(name => name.Contains(OfTimm, StringComparison.Ordinal)))
            throw new ModelFormatException(
                $"The tensors are those of {network}, but do not tell its activation, which is ReLU or ReLU6; expected are the names of timm or transformers, or an ONNX export.");
    }

    /// <summary>Whether these are torchvision's names of MobileNetV2's tensors.</summary>
    public static bool AreTorchVisions(IEnumerable<string> names) => OfTorchVision.All(name => names.Contains(name));

    static bool AreTensorFlows(IEnumerable<string> names) =>
        names.Any(name => OfTensorFlow.Any(part => name.Contains(part, StringComparison.Ordinal)));
}
