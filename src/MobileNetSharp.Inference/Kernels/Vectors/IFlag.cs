namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>A condition that the JIT knows, so that each case is compiled by itself.</summary>
interface IFlag
{
    static abstract bool Value { get; }
}

readonly struct True : IFlag
{
    public static bool Value => true;
}

readonly struct False : IFlag
{
    public static bool Value => false;
}
