namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>Floats between two neighboring pixels of a tile's input, known to the JIT, so that every pixel is a constant distance away.</summary>
interface IPixelStride
{
    static abstract int Floats(int lanes);
}

/// <summary>Blocked input: a vector.</summary>
readonly struct BlockedPixels : IPixelStride
{
    public static int Floats(int lanes) => lanes;
}

/// <summary>An image's rows as the stem reads them: every second pixel of three colors.</summary>
readonly struct ImagePixels : IPixelStride
{
    public const int Count = 6;

    public static int Floats(int lanes) => Count;
}
