namespace MobileNetSharp.Cards;

/// <summary>What a network does with a picture.</summary>
public enum ModelTask
{
    /// <summary>One class for the picture.</summary>
    Classification,

    /// <summary>Boxes with classes.</summary>
    Detection,

    /// <summary>A class for every pixel.</summary>
    Segmentation,
}
