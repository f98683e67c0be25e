using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>Where along one axis a resized pixel reads its input (ONNX Resize, coordinate_transformation_mode).</summary>
static class Sampling
{
    /// <summary>The two input pixels around an output pixel, and the second one's weight in [0, 1). Outside, the edge is repeated.</summary>
    public static (int Lower, int Upper, double Fraction) Linear(CoordinateMode mode, int output, int inputSize, int outputSize)
    {
        var coordinate = mode switch
        {
            CoordinateMode.HalfPixel => ((output + 0.5) * inputSize / outputSize) - 0.5,
            CoordinateMode.AlignCorners => outputSize == 1 ? 0 : (double)output * (inputSize - 1) / (outputSize - 1),
            CoordinateMode.Asymmetric => (double)output * inputSize / outputSize,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a coordinate mode."),
        };
        coordinate = Math.Clamp(coordinate, 0, inputSize - 1);
        var lower = (int)coordinate;
        return (lower, Math.Min(lower + 1, inputSize - 1), coordinate - lower);
    }

    /// <summary>
    /// The nearest input pixel, in integers, so that ties are exact: <c>⌊(y + ½)·scale⌋</c> for half pixels (TensorFlow,
    /// PyTorch's nearest-exact), <c>⌊y·scale⌋</c> for asymmetric (PyTorch's nearest), halves rounded up for aligned corners
    /// (TensorFlow). ONNX: nearest_mode round_prefer_ceil, but floor for asymmetric.
    /// </summary>
    public static int Nearest(CoordinateMode mode, int output, int inputSize, int outputSize)
    {
        long y = output;
        var pixel = mode switch
        {
            CoordinateMode.HalfPixel => ((2 * y) + 1) * inputSize / (2L * outputSize),
            CoordinateMode.AlignCorners => outputSize == 1 ? 0 : ((2 * y * (inputSize - 1)) + outputSize - 1) / (2L * (outputSize - 1)),
            CoordinateMode.Asymmetric => y * inputSize / outputSize,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a coordinate mode."),
        };
        return (int)Math.Min(pixel, inputSize - 1);
    }
}
