using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// The custom operator that detectors of TensorFlow end in: it decodes boxes and suppresses those that overlap, which here the
/// card says how to do. A file is read without it, to the boxes and scores that it takes. Source:
/// https://github.com/google-ai-edge/LiteRT/blob/main/tflite/kernels/detection_postprocess.cc.
/// </summary>
static class DetectionPostProcess
{
    /// <summary>The operator's name.</summary>
    public const string Name = "TFLite_Detection_PostProcess";

    const int Boxes = 0, Scores = 1, Anchors = 2;

    /// <summary>The first such operator that the outputs come from; null where there is none.</summary>
    public static TfLiteOperation? Find(TfLiteFile file, IEnumerable<TfLiteOperation> operations)
    {
        var outputs = file.Outputs.ToArray();
        return operations.FirstOrDefault(operation => operation.Name == Name && outputs.AsSpan().ContainsAny(operation.Outputs));
    }

    /// <summary>Whether it is the last operator, as in files of ours.</summary>
    public static bool IsLast(TfLiteFile file) => file.Operators.Count > 0 && new TfLiteOperation(file, file.Operators.Count - 1).Name == Name;

    /// <summary>The outputs of the network without the operator: boxes, scores, and what else the file has.</summary>
    public static int[] Outputs(TfLiteFile file, TfLiteOperation op) =>
        [.. new[] { op.InputIndex(Boxes), op.InputIndex(Scores) }.Concat(file.Outputs.ToArray().Except(op.Outputs.ToArray())).Distinct()];

    /// <summary>A card that says what the operator did, over what another one says, for the graph of <see cref="Outputs"/>.</summary>
    public static ModelCard Describe(TfLiteImportContext context, TfLiteOperation op, Graph graph, ModelCard card) => graph.Outputs is [var boxes, var scores, ..]
        ? card with
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add(boxes.Name, OutputKind.Boxes).Add(scores.Name, OutputKind.Probabilities),
            BoxDecoding = Decoding(context, op),
            Preprocessing = card.Preprocessing ?? KnownDetectors.PreprocessingOf(graph),
        }
        : throw op.Fault("its boxes and scores are the same tensor");

    static SsdDecoding Decoding(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = Options(op);
        var anchors = context.Constant(op, Anchors);
        if (anchors.Shape is not [var count, 4])
            throw op.Fault($"its anchors should be (anchors, 4), are [{string.Join(", ", anchors.Shape)}]");
        if (context.Value(op, Boxes).Shape is not [1, var boxes, 4] || boxes != count)
            throw op.Fault($"its boxes should be [1, {count}, 4], are [{string.Join(", ", context.Value(op, Boxes).Shape)}]");
        if (context.Value(op, Scores).Shape is not [1, var rows, var channels] || rows != count)
            throw op.Fault($"its scores should be [1, {count}, classes], are [{string.Join(", ", context.Value(op, Scores).Shape)}]");
        var background = channels - Required("num_classes");
        if (background is not (0 or 1))
            throw op.Fault(FormattableString.Invariant($"it has {options["num_classes"]} classes, but {channels} scores for each box: as many, or one more for the background, are expected"));
        context.File.Spend(4L * sizeof(float) * count);
        return new()
        {
            Anchors = new() { Stored = [.. Floats(op, anchors)] },
            Coder = new(Same("y_scale", "x_scale"), Same("h_scale", "w_scale")),
            HasBackground = background == 1,
            Suppression = new()
            {
                Kind = options.GetValueOrDefault("use_regular_nms") != 0 ? SuppressionKind.PerClass : SuppressionKind.BestClass,
                IouThreshold = Required("nms_iou_threshold"),
                ScoreThreshold = Math.Max(0, Required("nms_score_threshold")),
                MaximumDetections = (int)Required("max_detections"),
                MaximumPerClass = (int)options.GetValueOrDefault("detections_per_class", 100),
                MaximumClassesPerBox = (int)options.GetValueOrDefault("max_classes_per_detection", 1),
            },
        };

        double Required(string name) => options.TryGetValue(name, out var number) ? number : throw op.Fault($"its options lack '{name}'");

        double Same(string name, string other) => Required(name) == Required(other)
            ? options[name]
            : throw op.Fault(FormattableString.Invariant($"'{name}' and '{other}' should be equal, are {options[name]} and {options[other]}"));
    }

    static Dictionary<string, double> Options(TfLiteOperation op)
    {
        try
        {
            return FlexMap.Read(op.CustomOptions);
        }
        catch (ModelFormatException e)
        {
            throw op.Fault($"its options cannot be read: {e.Message}", e);
        }
    }

    static float[] Floats(TfLiteOperation op, TfLiteTensor anchors) => anchors.ElementType switch
    {
        ElementType.Float32 or ElementType.Float16 => anchors.ToTensor().ToFloats(),
        ElementType.UInt8 or ElementType.Int8 when anchors.Quantization is not null => anchors.ToTensor().ToFloats(),
        _ => throw op.Fault($"its anchors are {anchors.Type}{(anchors.Quantization is null ? "" : " with scales")}; float32, float16, and uint8 and int8 with a scale can be read"),
    };
}
