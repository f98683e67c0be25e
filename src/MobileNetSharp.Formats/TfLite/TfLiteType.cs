namespace MobileNetSharp.Formats.TfLite;

/// <summary>TensorType of the TFLite schema, in its own names.</summary>
enum TfLiteType : byte
{
    FLOAT32, FLOAT16, INT32, UINT8, INT64, STRING, BOOL, INT16, COMPLEX64, INT8,
    FLOAT64, COMPLEX128, UINT64, RESOURCE, VARIANT, UINT32, UINT16, INT4,
}
