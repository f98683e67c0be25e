namespace MobileNetSharp.Cards;

/// <summary>How a picture is resized before it enters a network; frameworks differ by several levels.</summary>
public enum Interpolation
{
    /// <summary>Pillow's BILINEAR: a triangle filter that widens as the picture shrinks (antialiased), rounded to 8 bits after each pass.</summary>
    PillowBilinear,

    /// <summary>Pillow's BICUBIC (a = −½), antialiased likewise.</summary>
    PillowBicubic,

    /// <summary>TensorFlow's bilinear: four neighbours, half-pixel centres, no antialiasing.</summary>
    TensorFlowBilinear,
}
