namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>A number of pixels that the JIT knows, so that each tile height is compiled by itself, with its sums in registers.</summary>
interface IRows
{
    static abstract int Count { get; }
}

readonly struct Rows1 : IRows
{
    public static int Count => 1;
}

readonly struct Rows2 : IRows
{
    public static int Count => 2;
}

readonly struct Rows3 : IRows
{
    public static int Count => 3;
}

readonly struct Rows4 : IRows
{
    public static int Count => 4;
}

readonly struct Rows5 : IRows
{
    public static int Count => 5;
}

readonly struct Rows6 : IRows
{
    public static int Count => 6;
}

readonly struct Rows7 : IRows
{
    public static int Count => 7;
}

readonly struct Rows8 : IRows
{
    public static int Count => 8;
}

readonly struct Rows9 : IRows
{
    public static int Count => 9;
}

readonly struct Rows10 : IRows
{
    public static int Count => 10;
}

readonly struct Rows11 : IRows
{
    public static int Count => 11;
}

readonly struct Rows12 : IRows
{
    public static int Count => 12;
}

readonly struct Rows13 : IRows
{
    public static int Count => 13;
}

readonly struct Rows14 : IRows
{
    public static int Count => 14;
}
