namespace MobileNetSharp.Evaluation.Detection;

/// <summary>The sizes of objects that a figure is about, in square pixels, both ends inclusive.</summary>
readonly record struct CocoArea(double From, double To)
{
    public static CocoArea All { get; } = new(0, 1e5 * 1e5);

    public static CocoArea Small { get; } = new(0, 32 * 32);

    public static CocoArea Medium { get; } = new(32 * 32, 96 * 96);

    public static CocoArea Large { get; } = new(96 * 96, 1e5 * 1e5);

    public bool Contains(double area) => area >= From && area <= To;
}
