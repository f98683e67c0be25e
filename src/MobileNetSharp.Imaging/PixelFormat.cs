namespace MobileNetSharp.Imaging;

/// <summary>The order of the 8-bit channels of a pixel in memory, first byte first.</summary>
public enum PixelFormat
{
    /// <summary>3 bytes: red, green, blue.</summary>
    Rgb24,

    /// <summary>3 bytes: blue, green, red (OpenCV, Windows bitmaps).</summary>
    Bgr24,

    /// <summary>4 bytes: red, green, blue, alpha; alpha is dropped.</summary>
    Rgba32,

    /// <summary>4 bytes: blue, green, red, alpha; alpha is dropped.</summary>
    Bgra32,

    /// <summary>1 byte: gray, copied to red, green and blue.</summary>
    Gray8,
}
