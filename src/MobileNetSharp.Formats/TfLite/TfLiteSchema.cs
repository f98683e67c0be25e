namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// Field numbers of the tables of a TFLite file. A union takes two numbers: its type, then its value.
/// Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs.
/// </summary>
static class TfLiteSchema
{
    public const uint Version = 3;

    public static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    public static class Model
    {
        public const int Version = 0, OperatorCodes = 1, Subgraphs = 2, Description = 3, Buffers = 4, Metadata = 6, SignatureDefs = 7;
    }

    public static class OperatorCode
    {
        public const int DeprecatedBuiltinCode = 0, CustomCode = 1, Version = 2, BuiltinCode = 3;
    }

    public static class Metadata
    {
        public const int Name = 0, Buffer = 1;
    }

    public static class SignatureDef
    {
        public const int Inputs = 0, Outputs = 1, SignatureKey = 2;
    }

    public static class TensorMap
    {
        public const int Name = 0, TensorIndex = 1;
    }

    public static class SubGraph
    {
        public const int Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3, Name = 4;
    }

    public static class Tensor
    {
        public const int Shape = 0, Type = 1, Buffer = 2, Name = 3, Quantization = 4, IsVariable = 5, Sparsity = 6;
    }

    public static class QuantizationParameters
    {
        public const int Scale = 2, ZeroPoint = 3, DetailsType = 4, QuantizedDimension = 6;
    }

    public static class Buffer
    {
        public const int Data = 0, Offset = 1, Size = 2;
    }

    public static class Operator
    {
        public const int OpcodeIndex = 0, Inputs = 1, Outputs = 2, BuiltinOptionsType = 3, BuiltinOptions = 4;
    }

    public static class Conv2DOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, FusedActivation = 3, DilationW = 4, DilationH = 5;
    }

    public static class DepthwiseConv2DOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, DepthMultiplier = 3, FusedActivation = 4, DilationW = 5, DilationH = 6;
    }

    public static class Pool2DOptions
    {
        public const int Padding = 0, StrideW = 1, StrideH = 2, FilterWidth = 3, FilterHeight = 4, FusedActivation = 5;
    }

    public static class FullyConnectedOptions
    {
        public const int FusedActivation = 0, WeightsFormat = 1;
    }

    public static class ConcatenationOptions
    {
        public const int Axis = 0, FusedActivation = 1;
    }

    public static class AddOptions
    {
        public const int FusedActivation = 0;
    }

    public static class L2NormOptions
    {
        public const int FusedActivation = 0;
    }

    public static class SoftmaxOptions
    {
        public const int Beta = 0;
    }

    public static class ResizeBilinearOptions
    {
        public const int AlignCorners = 2, HalfPixelCenters = 3;
    }

    public static class ResizeNearestNeighborOptions
    {
        public const int AlignCorners = 0, HalfPixelCenters = 1;
    }

    public static class ReshapeOptions
    {
        public const int NewShape = 0;
    }

    public static class ReducerOptions
    {
        public const int KeepDims = 0;
    }

    public static class SpaceToDepthOptions
    {
        public const int BlockSize = 0;
    }

    public static class LeakyReluOptions
    {
        public const int Alpha = 0;
    }
}
