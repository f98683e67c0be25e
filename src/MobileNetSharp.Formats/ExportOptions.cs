namespace MobileNetSharp.Formats;

/// <summary>How a model is written to a file of another program's.</summary>
public sealed record ExportOptions
{
    /// <summary>What a detector's file yields. Nothing for other models.</summary>
    public DetectionOutputs Detections { get; init; }
}

/// <summary>What the file of a detector yields.</summary>
public enum DetectionOutputs
{
    /// <summary>The network's own outputs, codes of boxes and scores, as the model card describes them.</summary>
    Raw,

    /// <summary>
    /// Detections: boxes are decoded and overlapping ones left out by operators in the file, of one image. TFLite:
    /// <c>TFLite_Detection_PostProcess</c> with the outputs boxes <c>(1,detections,4)</c> (top, left, bottom, right), classes, scores, and the count. ONNX:
    /// <c>boxes (detections,4)</c> (left, top, right, bottom), <c>scores</c> and <c>classes</c>. Boxes are shares of the input; classes are without the background.
    /// </summary>
    Suppressed,
}
