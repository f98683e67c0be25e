using System.Text.Json.Serialization;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Training.Recipes;

/// <summary>What a detector's head and loss are like, and how images are varied with their boxes. The defaults are those of TensorFlow's ssdlite_mobilenet_v2_coco.</summary>
/// <param name="Head">The head that a classifier's backbone gets; a detector keeps its own.</param>
/// <param name="InputSize">Height and width of the input in pixels; 0 for those of the model that is begun with.</param>
/// <param name="Scores">How logits become scores, for a new head.</param>
/// <param name="Deviation">The standard deviation of a new layer's random weights, from a truncated normal.</param>
/// <param name="Prior">The score that each class begins with, by its bias −ln((1 − p)/p); 0 for biases of 0.</param>
/// <param name="BoxWeight">The weight of the boxes' loss against that of the classes.</param>
/// <param name="NegativesPerPositive">The most background anchors for each matched one (<see cref="HardNegatives"/>).</param>
/// <param name="MinimumNegatives">The background anchors of an image that take part in any case.</param>
/// <param name="MaximumExamples">The most anchors of an image; 0 for no limit.</param>
/// <param name="MiningIou">Of anchors whose predicted boxes overlap by more than this, the one with the highest loss takes part; 0 for all.</param>
/// <param name="Crop">A crop that keeps objects; null for none.</param>
/// <param name="Expansion">The image on a larger canvas; null for none.</param>
/// <param name="Mosaic">Four images in one; null for none.</param>
/// <param name="YoloV2">What is different for YOLOv2.</param>
public sealed record DetectionRecipe(
    DetectionHead Head = DetectionHead.SsdLite,
    int InputSize = 0,
    ScoreFunction Scores = ScoreFunction.Sigmoid,
    double Deviation = 0.03,
    double Prior = 0,
    double BoxWeight = 1,
    double NegativesPerPositive = 3,
    int MinimumNegatives = 3,
    int MaximumExamples = 3000,
    double MiningIou = 0.99,
    ObjectCrop? Crop = null,
    Expansion? Expansion = null,
    Mosaic? Mosaic = null,
    YoloV2Recipe? YoloV2 = null)
{
    /// <summary>What is different for YOLOv2: its anchors and the weights of its loss.</summary>
    public YoloV2Recipe YoloV2 { get; init => field = value ?? field; } = YoloV2 ?? new();

    /// <summary>Which anchors take part in the loss.</summary>
    [JsonIgnore]
    public HardNegatives HardNegatives => new()
    {
        NegativesPerPositive = NegativesPerPositive,
        MinimumNegatives = MinimumNegatives,
        MaximumExamples = MaximumExamples > 0 ? MaximumExamples : null,
        IouThreshold = MiningIou > 0 ? MiningIou : null,
    };

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    internal string? Fault() =>
        InputSize is not (0 or (>= 33 and <= 4096)) ? Invariant($"inputSize: must be 0 or from 33 to 4096, is {InputSize}")
        : !(Deviation > 0 && Deviation <= 1) ? Invariant($"deviation: must be above 0 and at most 1, is {Deviation}")
        : !(Prior >= 0 && Prior < 1) ? Invariant($"prior: must be at least 0 and below 1, is {Prior}")
        : !(BoxWeight >= 0 && BoxWeight < 1e6) ? Invariant($"boxWeight: must be at least 0, is {BoxWeight}")
        : !(NegativesPerPositive >= 0 && NegativesPerPositive < 1e6) ? Invariant($"negativesPerPositive: must be at least 0, is {NegativesPerPositive}")
        : MinimumNegatives < 0 ? Invariant($"minimumNegatives: must be at least 0, is {MinimumNegatives}")
        : MaximumExamples < 0 ? Invariant($"maximumExamples: must be at least 0, is {MaximumExamples}")
        : !(MiningIou >= 0 && MiningIou <= 1) ? Invariant($"miningIou: must be from 0 to 1, is {MiningIou}")
        : Head is DetectionHead.YoloV2 or DetectionHead.YoloV2Lite && InputSize % 32 != 0 ? Invariant($"inputSize: must be a multiple of 32 for YOLOv2, is {InputSize}")
        : YoloV2.Fault() ?? Crop?.Fault() ?? Expansion?.Fault() ?? Mosaic?.Fault();
}

/// <summary>The head that a backbone gets.</summary>
public enum DetectionHead
{
    /// <summary>Separable convolutions in extra layers and predictors (§6.2).</summary>
    SsdLite,

    /// <summary>Ordinary convolutions (Liu et al., arXiv 1512.02325).</summary>
    Ssd,

    /// <summary>YOLOv2's three 3×3 convolutions with a passthrough (Redmon and Farhadi, arXiv 1612.08242).</summary>
    YoloV2,

    /// <summary>The same with separable convolutions.</summary>
    YoloV2Lite,
}
