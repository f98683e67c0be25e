using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using static MobileNetSharp.Formats.Onnx.Export.OnnxAttributes;

namespace MobileNetSharp.Formats.Onnx.Export;

/// <summary>The end of a detector of <see cref="JoinedDetector"/> in ONNX: its boxes are decoded, and those that overlap suppressed, for one image.</summary>
abstract class OnnxDetections
{
    /// <summary>The operator that a file with such an end has.</summary>
    public const string Suppressor = "NonMaxSuppression";

    /// <summary>The outputs: <c>(detections,4)</c> left, top, right, bottom as shares of the input; <c>(detections)</c>; <c>(detections)</c> of int64.</summary>
    public const string Boxes = "boxes", Scores = "scores", Classes = "classes";

    readonly Node boxes;

    protected OnnxDetections(OnnxExportContext context, DetectorHead head) => (Context, Head, boxes) = (context, head, head.BoxOutputs[0].Node);

    /// <summary>Where operators are added.</summary>
    protected OnnxExportContext Context { get; }

    /// <summary>The detector's outputs, classes and input.</summary>
    protected DetectorHead Head { get; }

    /// <summary>How many anchors there are.</summary>
    protected abstract int Count { get; }

    /// <summary>Adds the operators and the outputs.</summary>
    public static void Write(OnnxExportContext context, Model model)
    {
        var head = DetectorHead.FromModel(model);
        OnnxDetections detections = head.Decoding switch
        {
            SsdDecoding ssd => new OnnxSsdDetections(context, head, ssd),
            YoloV2Decoding yolo => new OnnxYoloV2Detections(context, head, yolo),
            _ => throw new NotSupportedException($"Boxes of {head.Decoding.GetType().Name} cannot be decoded in the file."),
        };
        var corners = detections.Corners();
        if (head.Decoding.Suppression.ClipsFirst)
            corners = detections.Box("clipped", "Clip", [corners, detections.Number("clip_start", 0), detections.Number("clip_end", 1)]);
        detections.Select(corners, detections.OfUsedClasses(detections.ClassScores()));
    }

    /// <summary><c>(1,4,anchors)</c>: left, top, right, bottom.</summary>
    protected abstract string Corners();

    /// <summary><c>(1,classes,anchors)</c>, without the background.</summary>
    protected abstract string ClassScores();

    /// <summary>Labels that stand for nothing have no scores.</summary>
    string OfUsedClasses(string values)
    {
        float[] isUsed = [.. Head.Labels.Select(label => DetectorHead.IsUnused(label) ? 0f : 1)];
        return isUsed.Contains(0) ? Box("used_scores", "Mul", [values, Context.Constant(boxes, "used", Tensor.FromFloats([1, isUsed.Length, 1], isUsed))]) : values;
    }

    void Select(string corners, string values)
    {
        var suppression = Head.Decoding.Suppression;
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
        var order = Context.AddTopK(boxes, "order", found, count, Scores);
        var kept = Box("kept", "Gather", [selected, order], Attribute("axis", 0L));
        var anchors = Box("kept_anchors", "Gather", [kept, Context.Constant(boxes, "anchor_column", Tensor.FromInt64([], [2]))], Attribute("axis", 1L));
        if (isPerClass)
            Context.AddFinal("Gather", Classes, [kept, Context.Constant(boxes, "class_column", Tensor.FromInt64([], [1]))], Attribute("axis", 1L));
        else
            Context.AddFinal("Gather", Classes, [Box("best_class", "Reshape", [Box("best_classes", "ArgMax", [values], Attribute("axis", 1L), Attribute("keepdims", 0L)), Integers("flat", [-1])]), anchors], Attribute("axis", 0L));
        var chosen = Box("kept_boxes", "Gather", [Box("all_boxes", "Reshape", [rows, Integers("boxes_shape", [-1, 4])]), anchors], Attribute("axis", 0L));
        Context.AddFinal("Clip", Boxes, [chosen, Number("border_start", 0), Number("border_end", 1)]);
        Context.DescribeFinal(Boxes, TensorProto.Types.DataType.Float, 4);
        Context.DescribeFinal(Scores, TensorProto.Types.DataType.Float);
        Context.DescribeFinal(Classes, TensorProto.Types.DataType.Int64);
    }

    /// <summary>Some of the channels of <c>(1,channels,anchors)</c>.</summary>
    protected string Part(string codes, string name, int from, int count = 2) =>
        Box($"{name}_codes", "Slice", [codes, Integers($"{name}_start", [from]), Integers($"{name}_end", [from + count]), Integers($"{name}_axis", [1])]);

    /// <summary><c>(1,2,anchors)</c>: two numbers for each anchor, by its place and 0 or 1.</summary>
    protected string Pairs(string name, Func<int, int, double> number)
    {
        var numbers = new float[2 * Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (float)number(i % Count, i / Count);
        return Context.Constant(boxes, name, Tensor.FromFloats([1, 2, Count], numbers));
    }

    protected string Box(string suffix, string op, string[] inputs, params ReadOnlySpan<AttributeProto> attributes) => Context.AddHelper(boxes, suffix, op, inputs, attributes);

    protected string Integers(string suffix, ReadOnlySpan<long> values) => Context.Integers(boxes, suffix, values);

    protected string Number(string suffix, double value) => Context.Scalar(boxes, suffix, (float)value);
}

/// <summary>SSD's: codes (y, x, height, width) relative to anchors, and the scores of each anchor.</summary>
sealed class OnnxSsdDetections(OnnxExportContext context, DetectorHead head, SsdDecoding decoding) : OnnxDetections(context, head)
{
    protected override int Count => decoding.Anchors.Count;

    protected override string Corners()
    {
        var anchors = decoding.Anchors.Create(Head.InputSize);
        var codes = Box("codes", "Reshape", [Context.Map(Head.BoxOutputs[0].Node), Integers("codes_shape", [1, 4, Count])]);
        var steps = Pairs("steps", (anchor, axis) => anchors[(4 * anchor) + 2 + axis] / decoding.Coder.CenterFactor);
        var middles = Box("middles", "Add", [Box("ways", "Mul", [Part(codes, "center", 0), steps]), Pairs("centers", (anchor, axis) => anchors[(4 * anchor) + axis])]);
        var logarithms = Box("logarithms", "Mul", [Part(codes, "size", 2), Number("size_factor", 1 / decoding.Coder.SizeFactor)]);
        if (decoding.Coder.MaximumLogarithm is { } maximum)
            logarithms = Box("limited", "Min", [logarithms, Number("maximum_logarithm", maximum)]);
        var halves = Box("halves", "Mul", [Box("ratios", "Exp", [logarithms]), Pairs("half_sizes", (anchor, axis) => anchors[(4 * anchor) + 2 + axis] / 2)]);
        var corners = Box("corners_yx", "Concat", [Box("first", "Sub", [middles, halves]), Box("last", "Add", [middles, halves])], Attribute("axis", 1L));
        return Box("corners", "Gather", [corners, Integers("xy", [1, 0, 3, 2])], Attribute("axis", 1L));
    }

    protected override string ClassScores()
    {
        var scores = Head.ScoreOutputs[0].Node;
        var values = Box("all_scores", "Reshape", [Context.Map(scores), Integers("scores_shape", [1, scores.Channels, Count])]);
        return decoding.HasBackground
            ? Box("class_scores", "Slice", [values, Integers("first_class", [1]), Integers("last_class", [scores.Channels]), Integers("class_axis", [1])])
            : values;
    }
}

/// <summary>YOLOv2's: x, y, width, height and objectness of each anchor of each cell, and its classes.</summary>
sealed class OnnxYoloV2Detections(OnnxExportContext context, DetectorHead head, YoloV2Decoding decoding) : OnnxDetections(context, head)
{
    readonly Shape map = head.BoxOutputs[0].Node.Shape;
    string? values;

    protected override int Count => map.Height * map.Width * decoding.Anchors.Length;

    /// <summary><c>(1,5 + classes,anchors)</c>, the anchors of a cell one after another.</summary>
    string Values
    {
        get
        {
            if (values is not null)
                return values;
            var (channels, anchors, places) = (5 + Head.Labels.Length, decoding.Anchors.Length, map.Height * map.Width);
            values = Box("by_anchor", "Reshape", [Context.Map(Head.BoxOutputs[0].Node), Integers("by_anchor_shape", [1, anchors, channels, places])]);
            values = Box("by_cell", "Transpose", [values], Attribute("perm", 0, 2, 3, 1));
            return values = Box("codes", "Reshape", [values, Integers("codes_shape", [1, channels, Count])]);
        }
    }

    protected override string Corners()
    {
        int[] cells = [map.Width, map.Height];
        var ways = Box("ways", "Mul", [Box("in_cell", "Sigmoid", [Part(Values, "center", 0)]), Pairs("steps", (_, axis) => 1.0 / cells[axis])]);
        var middles = Box("middles", "Add", [ways, Pairs("cells", (place, axis) => (double)Cell(place)[axis] / cells[axis])]);
        var halves = Box("halves", "Mul", [Box("ratios", "Exp", [Part(Values, "size", 2)]), Pairs("half_sizes", (place, axis) => Shape(place)[axis] / cells[axis] / 2)]);
        return Box("corners", "Concat", [Box("first", "Sub", [middles, halves]), Box("last", "Add", [middles, halves])], Attribute("axis", 1L));

        int[] Cell(int place) => [place / decoding.Anchors.Length % map.Width, place / decoding.Anchors.Length / map.Width];

        double[] Shape(int place) => decoding.Anchors[place % decoding.Anchors.Length] is var anchor ? [anchor.Width, anchor.Height] : [];
    }

    protected override string ClassScores() => Box("class_scores", "Mul",
    [
        Box("objectness", "Sigmoid", [Part(Values, "objectness", 4, 1)]),
        Box("class_shares", "Softmax", [Part(Values, "class", 5, Head.Labels.Length)], Attribute("axis", 1L)),
    ]);
}
