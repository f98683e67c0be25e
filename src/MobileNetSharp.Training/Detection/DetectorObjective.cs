using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Graphs;
using static TorchSharp.torch;
using Size = MobileNetSharp.Graphs.Size;
using Stored = MobileNetSharp.Weights.Tensor;

namespace MobileNetSharp.Training.Detection;

/// <summary>What a kind of detector is taught, by how its card decodes boxes: the targets of its anchors, and the loss.</summary>
abstract class DetectorObjective
{
    /// <summary>Whether there is one for a kind of detector.</summary>
    public static bool Exists(BoxDecoding? decoding) => decoding is SsdDecoding or YoloV2Decoding;

    /// <summary>That of the network in training.</summary>
    public static DetectorObjective Of(TrainingContext context) => context.Card.BoxDecoding switch
    {
        SsdDecoding decoding => new SsdObjective(context, decoding),
        YoloV2Decoding decoding => new YoloV2Objective(context, decoding),
        var other => throw new NotSupportedException($"Networks of {other?.GetType().Name ?? "no kind of boxes"} cannot be trained."),
    };

    /// <summary>Named targets of a batch.</summary>
    public abstract Dictionary<string, Stored> Encode(ImmutableArray<AnnotatedBoxes> images, Size size);

    /// <summary>The mean loss of the batch's images.</summary>
    /// <param name="outputs">The network's outputs <c>(N,C,H,W)</c> by name.</param>
    /// <param name="targets">What <see cref="Encode"/> gave.</param>
    public abstract Tensor Loss(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyDictionary<string, Tensor> targets);
}

/// <summary>SSD's: anchors are matched by TensorFlow's rule, and the hardest of the background take part.</summary>
sealed class SsdObjective(TrainingContext context, SsdDecoding decoding) : DetectorObjective
{
    public override Dictionary<string, Stored> Encode(ImmutableArray<AnnotatedBoxes> images, Size size) => DetectionTargets.Encode(images, size, decoding);

    public override Tensor Loss(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyDictionary<string, Tensor> targets)
    {
        var recipe = context.Recipe.Detection!;
        var (boxes, classes) = (targets[DetectionTargets.Boxes], targets[DetectionTargets.Classes]);
        return new DetectionLoss(decoding, recipe.HardNegatives, recipe.BoxWeight)
            .Compute(Joined(OutputKind.Boxes), Joined(OutputKind.Logits), boxes, classes, context.Graph.Inputs[0].Shape.Size);

        // Anchor after anchor, as the card's table has them.
        Tensor Joined(OutputKind kind)
        {
            var flat = context.Graph.Outputs.Where(output => context.Card.Outputs[output.Name] == kind)
                .Select(output => outputs[output.Name].to_type(ScalarType.Float32).permute(0, 2, 3, 1).flatten(1)).ToArray();
            return cat(flat, 1).reshape(classes.shape[0], classes.shape[1], -1);
        }
    }
}

/// <summary>YOLOv2's: one anchor of an object's cell is responsible for it, all others learn that there is none.</summary>
sealed class YoloV2Objective(TrainingContext context, YoloV2Decoding decoding) : DetectorObjective
{
    readonly GraphOutput output = context.Graph.Outputs.Single();

    public override Dictionary<string, Stored> Encode(ImmutableArray<AnnotatedBoxes> images, Size size) =>
        YoloV2Targets.Encode(images, size, output.Node.Shape.Size, decoding.Anchors);

    public override Tensor Loss(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyDictionary<string, Tensor> targets) =>
        new YoloV2Loss(decoding, context.Recipe.Detection!).Compute(
            outputs[output.Name].to_type(ScalarType.Float32), targets[YoloV2Targets.Boxes], targets[YoloV2Targets.Classes], targets[YoloV2Targets.Objects]);
}
