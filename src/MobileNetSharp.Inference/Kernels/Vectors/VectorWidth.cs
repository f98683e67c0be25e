namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>The vectors that kernels use; the value is their number of floats.</summary>
enum VectorWidth
{
    Scalar = 1,
    Bits128 = 4,
    Bits256 = 8,
    Bits512 = 16,
}
