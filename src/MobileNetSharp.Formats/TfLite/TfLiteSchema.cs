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
        public const int OpcodeIndex = 0, Inputs = 1, Outputs = 2, BuiltinOptionsType = 3, BuiltinOptions = 4, CustomOptions = 5;
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
        public const int FusedActivation = 0, WeightsFormat = 1, KeepNumDims = 2;
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

    /// <summary>MUL, SUB and DIV have it at the same place.</summary>
    public static class ArithmeticOptions
    {
        public const int FusedActivation = 0;
    }

    public static class StridedSliceOptions
    {
        public const int BeginMask = 0, EndMask = 1, EllipsisMask = 2, NewAxisMask = 3, ShrinkAxisMask = 4;
    }

    public static class PackOptions
    {
        public const int Axis = 1;
    }

    public static class GatherOptions
    {
        public const int Axis = 0, BatchDims = 1;
    }

    public static class CastOptions
    {
        public const int InDataType = 0, OutDataType = 1;
    }

    public static class ArgMaxOptions
    {
        public const int OutputType = 0;
    }

    public static class LeakyReluOptions
    {
        public const int Alpha = 0;
    }
}

/// <summary>TensorType of the TFLite schema, in its own names.</summary>
enum TfLiteType : byte
{
    FLOAT32, FLOAT16, INT32, UINT8, INT64, STRING, BOOL, INT16, COMPLEX64, INT8,
    FLOAT64, COMPLEX128, UINT64, RESOURCE, VARIANT, UINT32, UINT16, INT4,
}

/// <summary>Padding of the TFLite schema.</summary>
enum TfLitePadding : byte
{
    Same = 0,
    Valid = 1,
}

/// <summary>ActivationFunctionType of the TFLite schema.</summary>
enum TfLiteActivation : byte
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}

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
    Mul = 21,
    Pad = 22,
    Gather = 23,
    Transpose = 26,
    Reducer = 27,
    Sub = 28,
    Div = 29,
    StridedSlice = 32,
    Cast = 37,
    MaximumMinimum = 39,
    ArgMax = 40,
    PadV2 = 43,
    Slice = 48,
    Pack = 59,
    ResizeNearestNeighbor = 74,
    LeakyRelu = 75,
}

/// <summary>BuiltinOperator of the TFLite schema, numbered from 0, in its own names: what is refused is refused by name.</summary>
enum TfLiteOperator
{
    ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEPTH_TO_SPACE, DEQUANTIZE, EMBEDDING_LOOKUP, FLOOR, FULLY_CONNECTED,
    HASHTABLE_LOOKUP, L2_NORMALIZATION, L2_POOL_2D, LOCAL_RESPONSE_NORMALIZATION, LOGISTIC, LSH_PROJECTION, LSTM, MAX_POOL_2D, MUL, RELU,
    RELU_N1_TO_1, RELU6, RESHAPE, RESIZE_BILINEAR, RNN, SOFTMAX, SPACE_TO_DEPTH, SVDF, TANH, CONCAT_EMBEDDINGS,
    SKIP_GRAM, CALL, CUSTOM, EMBEDDING_LOOKUP_SPARSE, PAD, UNIDIRECTIONAL_SEQUENCE_RNN, GATHER, BATCH_TO_SPACE_ND, SPACE_TO_BATCH_ND, TRANSPOSE,
    MEAN, SUB, DIV, SQUEEZE, UNIDIRECTIONAL_SEQUENCE_LSTM, STRIDED_SLICE, BIDIRECTIONAL_SEQUENCE_RNN, EXP, TOPK_V2, SPLIT,
    LOG_SOFTMAX, DELEGATE, BIDIRECTIONAL_SEQUENCE_LSTM, CAST, PRELU, MAXIMUM, ARG_MAX, MINIMUM, LESS, NEG,
    PADV2, GREATER, GREATER_EQUAL, LESS_EQUAL, SELECT, SLICE, SIN, TRANSPOSE_CONV, SPARSE_TO_DENSE, TILE,
    EXPAND_DIMS, EQUAL, NOT_EQUAL, LOG, SUM, SQRT, RSQRT, SHAPE, POW, ARG_MIN,
    FAKE_QUANT, REDUCE_PROD, REDUCE_MAX, PACK, LOGICAL_OR, ONE_HOT, LOGICAL_AND, LOGICAL_NOT, UNPACK, REDUCE_MIN,
    FLOOR_DIV, REDUCE_ANY, SQUARE, ZEROS_LIKE, FILL, FLOOR_MOD, RANGE, RESIZE_NEAREST_NEIGHBOR, LEAKY_RELU, SQUARED_DIFFERENCE,
    MIRROR_PAD, ABS, SPLIT_V, UNIQUE, CEIL, REVERSE_V2, ADD_N, GATHER_ND, COS, WHERE,
    RANK, ELU, REVERSE_SEQUENCE, MATRIX_DIAG, QUANTIZE, MATRIX_SET_DIAG, ROUND, HARD_SWISH, IF, WHILE,
    NON_MAX_SUPPRESSION_V4, NON_MAX_SUPPRESSION_V5, SCATTER_ND, SELECT_V2, DENSIFY, SEGMENT_SUM, BATCH_MATMUL,
    CUMSUM = 128, CALL_ONCE, BROADCAST_TO, RFFT2D, CONV_3D, IMAG, REAL, COMPLEX_ABS, HASHTABLE, HASHTABLE_FIND, HASHTABLE_IMPORT,
    HASHTABLE_SIZE, REDUCE_ALL, CONV_3D_TRANSPOSE, VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE, BROADCAST_ARGS, RANDOM_STANDARD_NORMAL,
    BUCKETIZE, RANDOM_UNIFORM, MULTINOMIAL, GELU, DYNAMIC_UPDATE_SLICE, RELU_0_TO_1, UNSORTED_SEGMENT_PROD, UNSORTED_SEGMENT_MAX,
    UNSORTED_SEGMENT_SUM, ATAN2, UNSORTED_SEGMENT_MIN, SIGN, BITCAST, BITWISE_XOR, RIGHT_SHIFT,
}
