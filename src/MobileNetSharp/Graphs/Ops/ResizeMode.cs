namespace MobileNetSharp.Graphs;

/// <summary>How a value between pixels is found (ONNX Resize, mode).</summary>
public enum ResizeMode
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>Linear between the four pixels around, without antialiasing.</summary>
    Bilinear,
}
