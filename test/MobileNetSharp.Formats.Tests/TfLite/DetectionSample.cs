using MobileNetSharp.Formats.TfLite;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>A detector of 16 boxes that ends in TFLite_Detection_PostProcess, as TensorFlow exports it.</summary>
sealed class DetectionSample
{
    public const int Boxes = 16;

    public TfLiteSample File { get; } = new();

    public Dictionary<string, object> Options { get; } = new(StringComparer.Ordinal)
    {
        ["max_detections"] = 7,
        ["max_classes_per_detection"] = 2,
        ["nms_score_threshold"] = 0.25f,
        ["nms_iou_threshold"] = 0.5f,
        ["num_classes"] = 2,
        ["y_scale"] = 10f,
        ["x_scale"] = 10f,
        ["h_scale"] = 5f,
        ["w_scale"] = 5f,
    };

    /// <summary>The order of the operator's outputs among the file's; TensorFlow 2 has 2, 0, 3, 1.</summary>
    public int[] OutputOrder { get; init; } = [0, 1, 2, 3];

    public int Channels { get; init; } = 3;

    public bool IsQuantized { get; init; }

    public static float[] Anchors { get; } = [.. Enumerable.Range(0, 4 * Boxes).Select(i => i % 4 < 2 ? i / 64f : 0.25f)];

    public int Input { get; private set; }

    public int[] Outputs { get; private set; } = [];

    public byte[] Bytes()
    {
        Build();
        return FlatWriter.Write(File.Root([Input], Outputs));
    }

    public FlatFields Build()
    {
        Input = File.Activation("image", [1, 4, 4, 3]);
        var codes = File.Conv2d("codes", [1, 4, 4, 4], [Input, File.Counting("w0", 4, 1, 1, 3), -1]);
        var boxes = File.Operator(22, 17, [], "boxes", [1, Boxes, 4], [codes]);
        var logits = File.Conv2d("logits", [1, 4, 4, Channels], [Input, File.Counting("w1", Channels, 1, 1, 3), -1]);
        var scores = File.Operator(14, 0, [], "scores", [1, Boxes, Channels], [File.Operator(22, 17, [], "flat", [1, Boxes, Channels], [logits])]);
        var anchors = IsQuantized
            ? File.Constant<byte>("anchors", [Boxes, 4], TfLiteSample.UInt8Type, [.. Anchors.Select(side => (byte)((side * 64) + 10))], TfLiteSample.Scales(0, [1 / 64f], 10))
            : File.Constant<float>("anchors", [Boxes, 4], TfLiteSample.FloatType, Anchors);
        int[] found = [File.Operator(32, 0, [], "detections", [1, 7, 4], [boxes, scores, anchors]), File.Activation("detections:1", [1, 7]), File.Activation("detections:2", [1, 7]), File.Activation("detections:3", [1])];
        File.Codes[^1][1] = "TFLite_Detection_PostProcess";
        (File.Operators[^1][2], File.Operators[^1][5]) = (found, (ReadOnlyMemory<byte>)FlexMap.Write(Options));
        Outputs = [.. OutputOrder.Select(i => found[i])];
        return File.Operators[^1];
    }
}
