namespace MobileNetSharp.Graphs;

/// <summary>Which input coordinate an output pixel reads (ONNX Resize, coordinate_transformation_mode).</summary>
public enum CoordinateMode
{
    /// <summary><c>(y + ½)·scale − ½</c>: TensorFlow's half_pixel_centers, PyTorch's default.</summary>
    HalfPixel,

    /// <summary><c>y·(in − 1)/(out − 1)</c>: the corners fall on each other.</summary>
    AlignCorners,

    /// <summary><c>y·scale</c>: TensorFlow 1's default.</summary>
    Asymmetric,
}
