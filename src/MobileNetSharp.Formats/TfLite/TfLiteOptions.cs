namespace MobileNetSharp.Formats.TfLite;

/// <summary>Members of the union BuiltinOptions of the TFLite schema that are read.</summary>
enum TfLiteOptions : byte
{
    None = 0,
    Conv2D = 1,
    DepthwiseConv2D = 2,
    Pool2D = 5,
    FullyConnected = 8,
    Softmax = 9,
    Concatenation = 10,
    Add = 11,
    ResizeBilinear = 15,
    SpaceToDepth = 19,
    ResizeNearestNeighbor = 74,
    LeakyRelu = 75,
}
