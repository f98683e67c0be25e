namespace MobileNetSharp.Formats.TfLite;

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
