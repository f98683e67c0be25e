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

    /// <summary>The dialect that the names tell; PyTorch's where they tell nothing. Throws <see cref="ModelFormatException"/> for a network that names have to tell more of.</summary>
    public static Dialect Dialect(KnownNetwork network, IEnumerable<string> names)
    {
        var isTensorFlows = names.Any(name => OfTensorFlow.Any(part => name.Contains(part, StringComparison.Ordinal)));
        return !network.ActivationVaries || isTensorFlows || names.Any(name => name.Contains(OfTimm, StringComparison.Ordinal))
            ? isTensorFlows ? Graphs.Dialect.TensorFlow : Graphs.Dialect.PyTorch
            : throw new ModelFormatException(
                $"The tensors are those of {network}, but do not tell its activation, which is ReLU or ReLU6; expected are the names of timm or transformers, or an ONNX export.");
    }

    /// <summary>Whether these are torchvision's names of MobileNetV2's tensors.</summary>
    public static bool AreTorchVisions(IEnumerable<string> names) => OfTorchVision.All(name => names.Contains(name));
}
