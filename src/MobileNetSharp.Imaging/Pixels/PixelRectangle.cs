namespace MobileNetSharp.Imaging.Pixels;

/// <summary>A part of an image.</summary>
readonly record struct PixelRectangle(int Left, int Top, int Width, int Height)
{
    public static PixelRectangle Whole(int width, int height) => new(0, 0, width, height);
}
