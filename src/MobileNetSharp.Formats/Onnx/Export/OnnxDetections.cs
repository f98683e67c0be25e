using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using static MobileNetSharp.Formats.Onnx.Export.OnnxAttributes;

namespace MobileNetSharp.Formats.Onnx.Export;

/// <summary>The end of a detector of <see cref="JoinedDetector"/> in ONNX: its boxes are decoded, and those that overlap suppressed, for one image.</summary>
sealed class OnnxDetections
{
    /// <summary>The operator that a file with such an end has.</summary>
    public const string Suppressor = "NonMaxSuppression";

    /// <summary>The outputs: <c>(detections,4)</c> left, top, right, bottom as shares of the input; <c>(detections)</c>; <c>(detections)</c> of int64.</summary>
    public const string Boxes = "boxes", Scores = "scores", Classes = "classes";

    readonly OnnxExportContext context;
    readonly DetectorHead head;
    readonly SsdDecoding decoding;
    readonly Node boxes, scores;

    OnnxDetections(OnnxExportContext context, Model model)
    {
        this.context = context;
        (head, decoding) = (DetectorHead.FromModel(model), (SsdDecoding)model.Card.BoxDecoding!);
        (boxes, scores) = (head.BoxOutputs[0].Node, head.ScoreOutputs[0].Node);
    }

    /// <summary>Adds the operators and the outputs.</summary>
    public static void Write(OnnxExportContext context, Model model)
    {
        var detections = new OnnxDetections(context, model);
        var corners = detections.Decoded();
        if (model.Card.BoxDecoding!.Suppression.ClipsFirst)
            corners = detections.Clipped(corners);
        detections.Select(corners, detections.ClassScores());
    }

    int Count => decoding.Anchors.Count;

    /// <summary><c>(1,4,anchors)</c>: left, top, right, bottom.</summary>
    string Decoded()
    {
        var anchors = decoding.Anchors.Create(head.InputSize);
        var codes = Box("codes", "Reshape", [context.Map(boxes), Integers("codes_shape", [1, 4, Count])]);
        var steps = Pairs("steps", (anchor, axis) => anchors[anchor + 2 + axis] / decoding.Coder.CenterFactor);
        var middles = Box("middles", "Add", [Box("ways", "Mul", [Part(codes, "center", 0), steps]), Pairs("centers", (anchor, axis) => anchors[anchor + axis])]);
        var logarithms = Box("logarithms", "Mul", [Part(codes, "size", 2), Number("size_factor", 1 / decoding.Coder.SizeFactor)]);
        if (decoding.Coder.MaximumLogarithm is { } maximum)
            logarithms = Box("limited", "Min", [logarithms, Number("maximum_logarithm", maximum)]);
        var halves = Box("halves", "Mul", [Box("ratios", "Exp", [logarithms]), Pairs("half_sizes", (anchor, axis) => anchors[anchor + 2 + axis] / 2)]);
        var corners = Box("corners_yx", "Concat", [Box("first", "Sub", [middles, halves]), Box("last", "Add", [middles, halves])], Attribute("axis", 1L));
        return Box("corners", "Gather", [corners, Integers("xy", [1, 0, 3, 2])], Attribute("axis", 1L));
    }

    /// <summary><c>(1,classes,anchors)</c>, without the background; labels that stand for nothing have no scores.</summary>
    string ClassScores()
    {
        var (channels, classes) = (scores.Channels, head.Labels.Length);
        var values = Box("all_scores", "Reshape", [context.Map(scores), Integers("scores_shape", [1, channels, Count])]);
        if (decoding.HasBackground)
            values = Box("class_scores", "Slice", [values, Integers("first_class", [1]), Integers("last_class", [channels]), Integers("class_axis", [1])]);
        float[] isUsed = [.. head.Labels.Select(label => DetectorHead.IsUnused(label) ? 0f : 1)];
        return isUsed.Contains(0) ? Box("used_scores", "Mul", [values, context.Constant(boxes, "used", Tensor.FromFloats([1, classes, 1], isUsed))]) : values;
    }

    void Select(string corners, string values)
    {
        var suppression = decoding.Suppression;
        var isPerClass = suppression.Kind == SuppressionKind.PerClass;
        var best = isPerClass ? values : Box("best_scores", "ReduceMax", [values], Attribute("axes", 1), Attribute("keepdims", 1L));
        var rows = Box("box_rows", "Transpose", [corners], Attribute("perm", 0, 2, 1));
        var selected = Box("selected", Suppressor,
        [
            rows, best, Integers("maximum", [isPerClass ? suppression.MaximumPerClass : suppression.MaximumDetections]),
            Number("iou_threshold", suppression.IouThreshold), Number("score_threshold", suppression.ScoreThreshold),
        ]);
        var found = Box("found_scores", "GatherND", [best, selected]);
        var count = Box("count", "Min", [Box("found_count", "Shape", [found]), Integers("maximum_detections", [suppression.MaximumDetections])]);
        var order = context.AddTopK(boxes, "order", found, count, Scores);
        var kept = Box("kept", "Gather", [selected, order], Attribute("axis", 0L));
        var anchors = Box("kept_anchors", "Gather", [kept, context.Constant(boxes, "anchor_column", Tensor.FromInt64([], [2]))], Attribute("axis", 1L));
        if (isPerClass)
            context.AddFinal("Gather", Classes, [kept, context.Constant(boxes, "class_column", Tensor.FromInt64([], [1]))], Attribute("axis", 1L));
        else
            context.AddFinal("Gather", Classes, [Box("best_class", "Reshape", [Box("best_classes", "ArgMax", [values], Attribute("axis", 1L), Attribute("keepdims", 0L)), Integers("flat", [-1])]), anchors], Attribute("axis", 0L));
        var chosen = Box("kept_boxes", "Gather", [Box("all_boxes", "Reshape", [rows, Integers("boxes_shape", [-1, 4])]), anchors], Attribute("axis", 0L));
        context.AddFinal("Clip", Boxes, [chosen, Number("border_start", 0), Number("border_end", 1)]);
        context.DescribeFinal(Boxes, TensorProto.Types.DataType.Float, 4);
        context.DescribeFinal(Scores, TensorProto.Types.DataType.Float);
        context.DescribeFinal(Classes, TensorProto.Types.DataType.Int64);
    }

    string Clipped(string corners) => Box("clipped", "Clip", [corners, Number("clip_start", 0), Number("clip_end", 1)]);

    string Part(string codes, string name, int from) =>
        Box($"{name}_codes", "Slice", [codes, Integers($"{name}_start", [from]), Integers($"{name}_end", [from + 2]), Integers($"{name}_axis", [1])]);

    /// <summary><c>(1,2,anchors)</c>: a number for y and x of each anchor; the function takes where the anchor's four begin, and 0 or 1.</summary>
    string Pairs(string name, Func<int, int, double> number)
    {
        var numbers = new float[2 * Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)number(4 * (i % Count), i / Count);
        return context.Constant(boxes, name, Tensor.FromFloats([1, 2, Count], numbers));
    }

    string Box(string suffix, string op, string[] inputs, params ReadOnlySpan<AttributeProto> attributes) => context.AddHelper(boxes, suffix, op, inputs, attributes);

    string Integers(string suffix, ReadOnlySpan<long> values) => context.Integers(boxes, suffix, values);

    string Number(string suffix, double value) => context.Scalar(boxes, suffix, (float)value);
}
