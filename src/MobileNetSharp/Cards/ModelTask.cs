namespace MobileNetSharp.Cards;

/// <summary>What a network does with an image.</summary>
public enum ModelTask
{
    /// <summary>One class for the image.</summary>
    Classification,

    /// <summary>Boxes with classes.</summary>
    Detection,

    /// <summary>A class for every pixel.</summary>
    Segmentation,
}
