namespace MobileNetSharp.Cards;

/// <summary>The whole image, resized in proportion until it fits within the input; the rest of the input is filled.</summary>
/// <param name="Level">What is filled with, in levels of 0…255 of every channel: 128 in Darknet, 114 in newer YOLO programs.</param>
/// <param name="Position">Where the image lies.</param>
public sealed record Letterbox(byte Level = 128, LetterboxPosition Position = LetterboxPosition.Center);

/// <summary>Where an image lies in an input that it does not fill.</summary>
public enum LetterboxPosition
{
    /// <summary>In the middle; an odd pixel is filled at the right or at the bottom.</summary>
    Center,

    /// <summary>In the top left corner.</summary>
    TopLeft,
}
