namespace MobileNetSharp.Cards;

/// <summary>How an image is resampled to a network's input size. The library that a model was trained with decides; they are not interchangeable.</summary>
public enum Interpolation
{
    /// <summary>Pillow's <c>BILINEAR</c>: a triangle filter that widens with the reduction (antialiased), 8-bit rounding after each pass.</summary>
    PillowBilinear,

    /// <summary>Pillow's <c>BICUBIC</c>: Keys' filter with a = −0.5 that widens with the reduction (antialiased), 8-bit rounding after each pass.</summary>
    PillowBicubic,

    /// <summary>TensorFlow 2's <c>tf.image.resize</c> bilinear: half-pixel centers, no antialiasing.</summary>
    TensorFlowBilinear,

    /// <summary>TensorFlow 1's <c>tf.image.resize_bilinear</c> as it was by default: corner origins, no antialiasing.</summary>
    TensorFlowBilinearLegacy,

    /// <summary>TensorFlow 1's <c>tf.image.resize_bilinear(align_corners=True)</c>: the corner pixels coincide, no antialiasing.</summary>
    TensorFlowBilinearAlignCorners,
}
