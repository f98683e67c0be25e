namespace MobileNetSharp.Formats.TfLite;

/// <summary>Members of the union BuiltinOptions of the TFLite schema that are read or written.</summary>
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
    L2Norm = 12,
    ResizeBilinear = 15,
    Reshape = 17,
    SpaceToDepth = 19,
    Pad = 22,
    Transpose = 26,
    Reducer = 27,
    MaximumMinimum = 39,
    PadV2 = 43,
    Slice = 48,
    ResizeNearestNeighbor = 74,
    LeakyRelu = 75,
}
