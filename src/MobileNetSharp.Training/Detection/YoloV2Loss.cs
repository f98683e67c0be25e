using MobileNetSharp.Cards;
using MobileNetSharp.Training.Recipes;
using static TorchSharp.torch;

namespace MobileNetSharp.Training.Detection;

/// <summary>
/// YOLOv2's loss as Darknet has it (src/region_layer.c): half the squared errors of the responsible anchors' boxes, weighted by 2 − the
/// object's share of the image, and of their objectness, which is to be the overlap with the object; half the squared objectness
/// of all others, but for those whose box overlaps an object well; the cross entropy of the responsible anchors' classes. Summed over the
/// anchors, and divided by the number of images. (Darknet also draws every box to its anchor in the first 12,800 images, which a new head needs
/// not: it begins there.)
/// </summary>
/// <param name="decoding">What the output means.</param>
/// <param name="recipe">The weights of the parts.</param>
sealed class YoloV2Loss(YoloV2Decoding decoding, DetectionRecipe recipe)
{
    const double Half = 0.5;

    /// <summary>Objects that are compared with all boxes at once: few enough that an image with hundreds takes little memory.</summary>
    const int ObjectsAtOnce = 32;

    /// <param name="output"><c>(N, anchors·(5 + classes), H, W)</c>.</param>
    /// <param name="boxes">The targets of <see cref="YoloV2Targets.Boxes"/>.</param>
    /// <param name="classes">The targets of <see cref="YoloV2Targets.Classes"/>.</param>
    /// <param name="objects">The targets of <see cref="YoloV2Targets.Objects"/>.</param>
    public Tensor Compute(Tensor output, Tensor boxes, Tensor classes, Tensor objects)
    {
        var (images, rows, columns, weights) = (output.shape[0], output.shape[2], output.shape[3], recipe.YoloV2);
        var predicted = output.permute(0, 2, 3, 1).reshape(images, rows * columns * decoding.Anchors.Length, -1);
        var (centers, sizes, objectness) = (predicted.narrow(2, 0, 2).sigmoid(), predicted.narrow(2, 2, 2), predicted.select(2, 4).sigmoid());
        var matched = classes.gt(0).to_type(output.dtype);
        var (wanted, isFree, emphasis) = Compare(centers, sizes, boxes, classes, objects, matched, (int)rows, (int)columns);

        var boxLosses = centers.sub(boxes.narrow(2, 0, 2)).square().add(sizes.sub(boxes.narrow(2, 2, 2)).square()).sum(2).mul(emphasis);
        var index = classes.sub(1).clamp_min(0).to_type(ScalarType.Int64).unsqueeze(2);
        var classLosses = nn.functional.log_softmax(predicted.narrow(2, 5, predicted.shape[2] - 5), 2).gather(2, index).squeeze(2).neg();
        var matchedLosses = boxLosses.mul(Half * recipe.BoxWeight)
            .add(objectness.sub(wanted).square().mul(Half * weights.ObjectWeight))
            .add(classLosses.mul(weights.ClassWeight));
        return matchedLosses.mul(matched).add(objectness.square().mul(isFree).mul(Half * weights.NoObjectWeight)).sum().div(images);
    }

    /// <summary>From the boxes as they are predicted now: what objectness is wanted, and where there is to be none; and how much each object's box counts.</summary>
    (Tensor Wanted, Tensor IsFree, Tensor Emphasis) Compare(Tensor centers, Tensor sizes, Tensor boxes, Tensor classes, Tensor objects, Tensor matched, int rows, int columns)
    {
        using var untracked = no_grad();
        var (places, anchors) = Grid(rows, columns, centers);
        var scale = tensor(new[] { (double)columns, rows }).to_type(centers.dtype).to(centers.device);
        var found = Corners(centers.add(places).div(scale), sizes.exp().mul(anchors).div(scale));
        var extents = boxes.narrow(2, 2, 2).exp().mul(anchors).div(scale);
        var own = Corners(boxes.narrow(2, 0, 2).add(places).div(scale), extents);
        return (
            recipe.YoloV2.Rescore ? Iou(found, own) : matched,
            BestIou(found, objects).le(recipe.YoloV2.IgnoreIou).logical_and(classes.eq(DetectionTargets.Background)).to_type(centers.dtype),
            extents.prod(2).neg().add(2));
    }

    /// <summary>Column and row of each anchor's cell, and the anchor's width and height in cells: <c>(cells·anchors, 2)</c> each.</summary>
    (Tensor Places, Tensor Anchors) Grid(int rows, int columns, Tensor like)
    {
        var count = decoding.Anchors.Length;
        var (places, anchors) = (new double[rows * columns * count * 2], new double[rows * columns * count * 2]);
        for (var i = 0; i < places.Length / 2; i++)
        {
            var (cell, anchor) = Math.DivRem(i, count);
            (places[(2 * i) + 1], places[2 * i]) = Math.DivRem(cell, columns);
            (anchors[2 * i], anchors[(2 * i) + 1]) = (decoding.Anchors[anchor].Width, decoding.Anchors[anchor].Height);
        }

        return (On(places), On(anchors));

        Tensor On(double[] values) => tensor(values, [values.Length / 2, 2]).to_type(like.dtype).to(like.device);
    }

    /// <summary>How much each box overlaps the object that it overlaps most.</summary>
    static Tensor BestIou(Tensor boxes, Tensor objects)
    {
        var best = zeros_like(boxes.select(2, 0));
        for (var first = 0L; first < objects.shape[1]; first += ObjectsAtOnce)
        {
            using var scope = NewDisposeScope(); // else what is computed for each part would stay until the step ends
            var some = objects.narrow(1, first, Math.Min(ObjectsAtOnce, objects.shape[1] - first));
            best.copy_(maximum(best, Iou(boxes.unsqueeze(2), some.unsqueeze(1)).amax([2])));
        }

        return best;
    }

    /// <summary>Left, top, right, bottom.</summary>
    static Tensor Corners(Tensor middles, Tensor extents) => cat([middles.sub(extents.div(2)), middles.add(extents.div(2))], -1);

    /// <summary>0 with a box without area.</summary>
    static Tensor Iou(Tensor one, Tensor other)
    {
        var common = Area(maximum(Start(one), Start(other)), minimum(End(one), End(other)));
        return common.div(Area(Start(one), End(one)).add(Area(Start(other), End(other))).sub(common).clamp_min(1e-12));

        static Tensor Start(Tensor box) => box.narrow(-1, 0, 2);
        static Tensor End(Tensor box) => box.narrow(-1, 2, 2);
        static Tensor Area(Tensor start, Tensor end) => end.sub(start).clamp_min(0).prod(-1);
    }
}
