using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Training.Networks;
using static TorchSharp.torch;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Training.Detection;

/// <summary>
/// SSD's loss as TensorFlow's object_detection has it (meta_architectures/ssd_meta_arch.py, core/losses.py): the cross entropy of the
/// classes, summed over them, and the smooth L1 of the codes of matched anchors, summed over the anchors that <see cref="HardNegatives"/>
/// chooses, divided by the number of matched anchors of the batch, at least 1.
/// </summary>
/// <param name="decoding">What the outputs mean.</param>
/// <param name="hardNegatives">Which anchors take part.</param>
/// <param name="boxWeight">The weight of the boxes' part.</param>
sealed class DetectionLoss(SsdDecoding decoding, HardNegatives hardNegatives, double boxWeight)
{
    /// <param name="codes">Box codes <c>(N, anchors, 4)</c>.</param>
    /// <param name="logits"><c>(N, anchors, channels)</c>.</param>
    /// <param name="boxes">The targets of <see cref="DetectionTargets.Boxes"/>.</param>
    /// <param name="classes">The targets of <see cref="DetectionTargets.Classes"/>.</param>
    /// <param name="input">Height and width of the input.</param>
    public Tensor Compute(Tensor codes, Tensor logits, Tensor boxes, Tensor classes, Size input)
    {
        var matched = classes.gt(0).to_type(ScalarType.Float32);
        var classLosses = ClassLosses(logits, classes, matched);
        var chosen = Choose(codes, classLosses, classes, input).to(classLosses.device);
        var boxLosses = nn.functional.smooth_l1_loss(codes, boxes, nn.Reduction.None).sum(2).mul(matched);
        return classLosses.add(boxLosses.mul(boxWeight)).mul(chosen).sum().div(matched.sum().clamp_min(1));
    }

    /// <summary><c>(N, anchors)</c>, also of those that take no part.</summary>
    Tensor ClassLosses(Tensor logits, Tensor classes, Tensor matched)
    {
        var index = (decoding.HasBackground ? classes : classes.sub(1)).clamp_min(0).to_type(ScalarType.Int64).unsqueeze(2);
        if (decoding.ScoreFunction == ScoreFunction.Softmax)
            return nn.functional.log_softmax(logits, 2).gather(2, index).squeeze(2).neg();
        var wanted = zeros_like(logits).scatter(2, index, ones_like(index, logits.dtype));
        if (!decoding.HasBackground)
            wanted = wanted.mul(matched.unsqueeze(2));
        return nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction: nn.Reduction.None).sum(2);
    }

    /// <summary>1 for an anchor that takes part, else 0: by plain arithmetic on the processor, the same at every repetition.</summary>
    Tensor Choose(Tensor codes, Tensor losses, Tensor classes, Size input)
    {
        var (images, count) = ((int)losses.shape[0], (int)losses.shape[1]);
        var (values, matches) = (Values(losses), Values(classes));
        var predicted = hardNegatives.IouThreshold is null ? [] : Values(codes);
        var anchors = decoding.Anchors.Create(input);
        var chosen = new float[images * count];
        Parallel.For(0, images, image =>
        {
            var boxes = new Box[predicted.Length == 0 ? 0 : count];
            for (var anchor = 0; anchor < boxes.Length; anchor++)
                boxes[anchor] = decoding.Coder.Decode(predicted.AsSpan(4 * ((image * count) + anchor), 4), anchors.AsSpan(4 * anchor, 4));
            var selected = new bool[count];
            var kinds = Array.ConvertAll(matches[(image * count)..((image + 1) * count)], Match);
            // Those that take no part must not take the places of others.
            for (var anchor = 0; anchor < count; anchor++)
            {
                if (kinds[anchor] == AnchorMatcher.Ignored)
                    values[(image * count) + anchor] = 0;
            }

            hardNegatives.Select(boxes, values.AsSpan(image * count, count), kinds, selected);
            for (var anchor = 0; anchor < count; anchor++)
                chosen[(image * count) + anchor] = selected[anchor] ? 1 : 0;
        });
        return tensor(chosen, [images, count]);
    }

    static int Match(float @class) => @class > 0 ? (int)@class - 1 : @class == DetectionTargets.Ignored ? AnchorMatcher.Ignored : AnchorMatcher.Background;

    static float[] Values(Tensor tensor) => TorchTensors.ToWeight(tensor).ToFloats();
}
