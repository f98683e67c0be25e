using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats.TfLite.Import;

namespace MobileNetSharp.Formats.TfLite.Export;

/// <summary>The end of a detector of <see cref="JoinedDetector"/> in TFLite: the operator that decodes its boxes. The operator clips no box, and limits neither candidates nor codes.</summary>
static class DetectionPostProcessWriter
{
    /// <summary>Makes the operator's detections the file's outputs: boxes, classes, scores, count.</summary>
    public static void Write(TfLiteExportContext context)
    {
        var (head, decoding) = (DetectorHead.FromModel(context.Model), (SsdDecoding)context.Model.Card.BoxDecoding!);
        var anchors = context.Constant(
            "anchors", [decoding.Anchors.Count, 4], TfLiteType.FLOAT32, MemoryMarshal.AsBytes<float>(decoding.Anchors.Create(head.InputSize)).ToArray());
        var suppression = decoding.Suppression;
        var detections = suppression.MaximumDetections * suppression.MaximumClassesPerBox;
        context.AddCustomOperator(
            DetectionPostProcess.Name,
            [context.OutputTensor(head.BoxOutputs[0]), context.OutputTensor(head.ScoreOutputs[0]), anchors],
            [[1, detections, 4], [1, detections], [1, detections], [1]],
            FlexMap.Write(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["max_detections"] = suppression.MaximumDetections,
                ["max_classes_per_detection"] = suppression.MaximumClassesPerBox,
                ["detections_per_class"] = suppression.MaximumPerClass,
                ["use_regular_nms"] = suppression.Kind == SuppressionKind.PerClass,
                ["nms_score_threshold"] = (float)suppression.ScoreThreshold,
                ["nms_iou_threshold"] = (float)suppression.IouThreshold,
                ["num_classes"] = head.Labels.Length,
                ["y_scale"] = (float)decoding.Coder.CenterFactor,
                ["x_scale"] = (float)decoding.Coder.CenterFactor,
                ["h_scale"] = (float)decoding.Coder.SizeFactor,
                ["w_scale"] = (float)decoding.Coder.SizeFactor,
            }));
    }
}
