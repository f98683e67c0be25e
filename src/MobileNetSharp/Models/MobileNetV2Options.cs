using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The choices that the paper leaves open or compares; the defaults are MobileNetV2 1.0 at 224².</summary>
public sealed record MobileNetV2Options
{
    /// <summary>Scales the channels of every layer, but below 1 not those of the last convolution (§3.3, §4).</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Height and width of the input in pixels, at least 32.</summary>
    public Size Resolution { get; init; } = 224;

    /// <summary>Images in a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Outputs of the classifier.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Padding and ε of batch normalisation.</summary>
    public Dialect Dialect { get; init; } = Dialect.TensorFlow;

    /// <summary>
    /// Takes the place of Table 2's expansion 6: any t ≥ 0 (§3.4). Above 1 the block is an inverted residual, below 1 a
    /// classical one; at 0 a block with a bottleneck shortcut is the identity, and one without keeps a single inner channel.
    /// </summary>
    public double? Expansion { get; init; }

    /// <summary>Whether the bottlenecks are linear; else ReLU6 follows the projections too (Figure 6a).</summary>
    public bool LinearBottlenecks { get; init; } = true;

    /// <summary>What the residual connections join (Figure 6b).</summary>
    public Shortcut Shortcut { get; init; } = Shortcut.Bottlenecks;

    /// <summary>The probability to drop before the classifier: 0.2 in TF-slim (keep 0.8) and torchvision; 0 leaves the node out.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Input size over that of the last feature map: 32, or 16 or 8 by dilated convolutions (§6.3).</summary>
    public int OutputStride { get; init; } = 32;
}
