namespace MobileNetSharp.Cards;

/// <summary>Parts of a model's card that a caller may give where the model lacks them.</summary>
[Flags]
public enum ModelCardParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The class names.</summary>
    Labels = 1,

    /// <summary>How an image becomes the input.</summary>
    Preprocessing = 2,
}
